import { dictionary } from "@zxcvbn-ts/language-common"

/** What guessers here try besides the list: it has few words of these languages. */
const OURS = [
  "parol",
  "пароль",
  "сырсөз",
  "йцукен",
  "бишкек",
  "bishkek",
  "кыргыз",
  "кыргызстан",
  "kyrgyzstan",
  "привет",
  "любовь",
  "салам",
]

const list = new Set<string>([...dictionary["passwords-common"], ...OURS])

/** Digits and marks written for letters, as in `p@ssw0rd`. */
const DISGUISES: Record<string, string> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
}

const lettersOf = (text: string): string => text.replace(/[^\p{L}]/gu, "")

/** The shortest piece a text is made of by repeating it. */
function repeated(text: string): string {
  for (let length = 1; length <= text.length / 2; length += 1)
    if (text.length % length === 0 && text.slice(0, length).repeat(text.length / length) === text)
      return text.slice(0, length)
  return text
}

/**
 * Whether a password is one of the 49,000 that leaked most often, or one of them in disguise: in other letters' case,
 * repeated, with digits and marks around it or in place of letters (ASVS 6.2.4). The list is local; nothing is asked of
 * anybody.
 */
export function isCommon(password: string): boolean {
  const plain = password.toLowerCase()
  const undisguised = [...plain].map((letter) => DISGUISES[letter] ?? letter).join("")
  if (/^[\d\s\p{P}]*$/u.test(plain)) return true
  return [plain, lettersOf(plain), lettersOf(undisguised)].some(
    (form) => list.has(form) || list.has(repeated(form)),
  )
}
