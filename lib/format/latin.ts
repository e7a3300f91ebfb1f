/** Letters of Russian and Kyrgyz as people write them in Latin ones. */
const LATIN: Record<string, string> = {
  ...{
    а: "a",
    б: "b",
    в: "v",
    г: "g",
    д: "d",
    е: "e",
    ё: "e",
    ж: "zh",
    з: "z",
    и: "i",
    й: "y",
    к: "k",
    л: "l",
  },
  ...{
    м: "m",
    н: "n",
    ң: "n",
    о: "o",
    ө: "o",
    п: "p",
    р: "r",
    с: "s",
    т: "t",
    у: "u",
    ү: "u",
    ф: "f",
    х: "h",
  },
  ...{ ц: "ts", ч: "ch", ш: "sh", щ: "sch", ъ: "", ы: "y", ь: "", э: "e", ю: "yu", я: "ya" },
}

/** A small letter of Russian or Kyrgyz as people write it in Latin ones ("щ" is "sch"); any other as it is. */
export const latinLetter = (letter: string): string => LATIN[letter] ?? letter
