import type { Locale } from "@/lib/format/locale"

type BreachTexts = {
  title: (number: string) => string
  head: readonly [string, string]
  facts: string
  type: string
  happened: string
  found: string
  how: string
  what: string
  measures: string
  whose: string
  categories: string
  sources: string
  recorded: string
  any: string
  keys: string
  people: string
  notices: string
  told: { email: string; sms: string; posted: string; post: string; waiting: string; gone: string }
  duties: string
  dutyHead: readonly [string, string, string]
  assumed: string
  open: string
}

/** The words of the account of a breach for the supervising body. */
export const breachTexts: Record<Locale, BreachTexts> = {
  ky: {
    title: (number) => `Маалыматтардын коопсуздугу бузулганы жөнүндө маалымат № ${number}`,
    head: ["Эмне", "Маалымат"],
    facts: "Эмне болгон",
    type: "Түрү",
    happened: "Качан болгон",
    found: "Качан табылган",
    how: "Кантип табылган",
    what: "Эмне болгон",
    measures: "Көрүлгөн чаралар",
    whose: "Кимдердин маалыматы",
    categories: "Маалыматтын түрлөрү",
    sources: "Системалар",
    recorded: "Жазылган убагы",
    any: "чексиз",
    keys: "Системадагы жазуулардын тизмеси боюнча",
    people: "Жабыркаган адамдардын саны",
    notices: "Адамдарга билдирүү",
    told: {
      email: "Электрондук почта менен билдирилди",
      sms: "SMS менен билдирилди",
      posted: "Почта менен жөнөтүлдү",
      post: "Почта менен жөнөтүлүүгө тийиш",
      waiting: "Кезекте",
      gone: "Маалыматы өчүрүлгөн",
    },
    duties: "Милдеттер жана мөөнөттөр",
    dutyHead: ["Милдет", "Мөөнөтү", "Аткарылганы"],
    assumed: "мөөнөт болжолдонгон, юрист такташы керек",
    open: "азырынча жок",
  },
  ru: {
    title: (number) => `Сведения о нарушении безопасности данных № ${number}`,
    head: ["Что", "Сведения"],
    facts: "Что произошло",
    type: "Вид",
    happened: "Когда произошло",
    found: "Когда обнаружено",
    how: "Как обнаружено",
    what: "Что произошло",
    measures: "Принятые меры",
    whose: "Чьи данные",
    categories: "Виды данных",
    sources: "Системы",
    recorded: "Время записи",
    any: "без ограничения",
    keys: "По списку записей системы",
    people: "Сколько людей затронуто",
    notices: "Уведомление людей",
    told: {
      email: "Уведомлено по электронной почте",
      sms: "Уведомлено по SMS",
      posted: "Отправлено почтой",
      post: "Предстоит отправить почтой",
      waiting: "В очереди",
      gone: "Данные удалены",
    },
    duties: "Обязанности и сроки",
    dutyHead: ["Обязанность", "Срок", "Исполнено"],
    assumed: "срок предположительный, его должен уточнить юрист",
    open: "ещё нет",
  },
  en: {
    title: (number) => `Account of breach No. ${number}`,
    head: ["What", "Account"],
    facts: "What happened",
    type: "Kind",
    happened: "When it happened",
    found: "When it was found",
    how: "How it was found",
    what: "What happened",
    measures: "Measures taken",
    whose: "Whose data",
    categories: "Categories of data",
    sources: "Systems",
    recorded: "Recorded",
    any: "at any time",
    keys: "By a list of the system's records",
    people: "How many people were touched",
    notices: "Notices to people",
    told: {
      email: "Told by e-mail",
      sms: "Told by SMS",
      posted: "Sent by post",
      post: "Still to be posted",
      waiting: "Queued",
      gone: "Data erased since",
    },
    duties: "Duties and terms",
    dutyHead: ["Duty", "Due", "Done"],
    assumed: "the term is assumed and waits for a lawyer",
    open: "not yet",
  },
}
