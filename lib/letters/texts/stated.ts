import type { Locale } from "@/lib/format/locale"

type StatedTexts = {
  title: string
  lead: string
  head: [string, string, string, string]
  done: (count: string) => string
  notFound: string
  /** Of a source nobody reads, in the list of what was read. */
  unread: string
}

/** Of a certificate, what rests on the word of those who keep the data. */
export const statedTexts: Readonly<Record<Locale, StatedTexts>> = {
  ky: {
    title: "Сактагандардын билдирүүсү боюнча аткарылды",
    lead: "Бул маалымат программа окуй албаган жерде сакталат. Аткарылганын аны сактагандар билдирди; биз кайра окуган жокпуз.",
    head: ["Маалымат", "Булак", "Эмне билдирилди", "Качан"],
    done: (count) => (count === "–" ? "аткарылды" : `аткарылды, даана: ${count}`),
    notFound: "мындай маалымат табылган жок",
    unread: "кайра окулбайт: сактагандардын билдирүүсүнө негизделет",
  },
  ru: {
    title: "Исполнено по заявлению тех, кто хранит",
    lead: "Эти данные лежат там, где их не читает ни одна программа. Об исполнении заявили те, кто их хранит; мы этого не перечитывали.",
    head: ["Данные", "Источник", "Что заявлено", "Когда"],
    done: (count) => (count === "–" ? "исполнено" : `исполнено, штук: ${count}`),
    notFound: "таких данных не найдено",
    unread: "не перечитывается: основано на заявлении тех, кто хранит",
  },
  en: {
    title: "Done by the statement of those who keep it",
    lead: "This data lies where no program reads it. Those who keep it stated that it was done; we have not read it back.",
    head: ["Data", "Source", "What was stated", "When"],
    done: (count) => (count === "–" ? "done" : `done, pieces: ${count}`),
    notFound: "no such data was found",
    unread: "not read back: it rests on the statement of those who keep it",
  },
}
