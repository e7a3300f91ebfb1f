import type { Locale } from "@/lib/context"

/** What a day's letter of deadlines to staff counts, in the order it is told. */
export const digestGroups = ["overdue", "today", "soon", "proved", "nobodys", "duties", "tasks"] as const
export type DigestGroup = (typeof digestGroups)[number]

/** The headings of that letter; under each stand numbers, names of duties and dates alone. */
export const digestWords: Record<Locale, Record<DigestGroup, string>> = {
  ky: {
    overdue: "Мөөнөтү өтүп кеткендер",
    today: "Мөөнөтү бүгүн бүтөт",
    soon: "Мөөнөтү жакындады",
    proved: "Өздүгүн тастыктаган документ келди",
    nobodys: "Эч ким ала элек, мөөнөтү жакындады же өттү",
    duties: "Мөөнөтү бар тапшырмалар",
    tasks: "Кол менен сакталган маалымат боюнча тапшырмалар",
  },
  ru: {
    overdue: "Просрочены",
    today: "Срок сегодня",
    soon: "Срок близко",
    proved: "Пришло подтверждение личности",
    nobodys: "Никем не взяты, срок близко или прошёл",
    duties: "Задачи со сроком",
    tasks: "Задачи о данных, которые хранят вручную",
  },
  en: {
    overdue: "Overdue",
    today: "Due today",
    soon: "Due soon",
    proved: "Proof of identity has come",
    nobodys: "Taken by nobody, due soon or overdue",
    duties: "Duties with a date",
    tasks: "Tasks about data kept by hand",
  },
}
