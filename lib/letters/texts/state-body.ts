import type { Locale } from "@/lib/format/locale"

/** The sentences of what a state body asks, and of what it is answered. */
type AuthorityTexts = {
  body: string
  asked: { title: string; statement: (number: string, date: string) => string; whom: string; block: string }
  ground: string
  about: string
  words: string
  answer: {
    title: (number: string) => string
    opening: (number: string, date: string, ours: string) => string
    whom: (name: string) => string
    given: string
    givenHead: [string, string]
    nothing: string
    withheld: string
    withheldHead: [string, string, string]
    ground: string
    purpose: string
    annex: string
    annexHead: [string, string]
    care: string
  }
}

const ky: AuthorityTexts = {
  body: "Ким сурайт",
  asked: {
    title: "Мамлекеттик органдын суроо-талабы",
    statement: (number, date) => `Органдын № ${number} каты, күнү: ${date}`,
    whom: "Ким жөнүндө",
    block: "Орган бул маалыматтарды бөгөттөөнү да талап кылат.",
  },
  ground: "Берүүнүн негизи",
  about: "Кайсы маалыматтар суралат:",
  words: "Суроо-талаптын мазмуну",
  answer: {
    title: (number) => `№ ${number} суроо-талапка жооп`,
    opening: (number, date, ours) =>
      `Сиздин № ${number} суроо-талабыңызды (күнү: ${date}) карадык; биздин эсепте ал № ${ours} болуп катталган.`,
    whom: (name) => `Маалымат бул адам жөнүндө: ${name}.`,
    given: "Берилген маалыматтар",
    givenHead: ["Маалымат", "Жазуулардын саны"],
    nothing: "Суралган адам жөнүндө суралган маалыматтардын бири да сакталбайт.",
    withheld: "Берилбеген маалыматтар",
    withheldHead: ["Маалымат", "Негизи", "Түшүндүрмө"],
    ground: "Берүүнүн негизи",
    purpose: "Максаты",
    annex: "Маалыматтардын өзү",
    annexHead: ["Маалымат", "Мааниси"],
    care: "Бул маалыматтар суроо-талапта аталган максатта гана колдонулушу керек. Берилгени эсепке жазылды.",
  },
}

const ru: AuthorityTexts = {
  body: "Кто запрашивает",
  asked: {
    title: "Запрос государственного органа",
    statement: (number, date) => `Письмо органа № ${number} от ${date}`,
    whom: "О ком",
    block: "Орган требует также заблокировать эти данные.",
  },
  ground: "Основание передачи",
  about: "Какие данные запрошены:",
  words: "Содержание запроса",
  answer: {
    title: (number) => `Ответ на запрос № ${number}`,
    opening: (number, date, ours) =>
      `Мы рассмотрели ваш запрос № ${number} от ${date} У нас он зарегистрирован под № ${ours}.`,
    whom: (name) => `Сведения относятся к следующему лицу: ${name}.`,
    given: "Переданные данные",
    givenHead: ["Данные", "Число записей"],
    nothing: "Из запрошенных данных об этом лице не хранится ничего.",
    withheld: "Данные, которые не переданы",
    withheldHead: ["Данные", "Основание", "Пояснение"],
    ground: "Основание передачи",
    purpose: "Цель",
    annex: "Сами данные",
    annexHead: ["Данные", "Значение"],
    care: "Эти данные могут использоваться только для цели, названной в запросе. Передача записана в журнал.",
  },
}

const en: AuthorityTexts = {
  body: "Who asks",
  asked: {
    title: "Request of a state body",
    statement: (number, date) => `The body's letter No. ${number} of ${date}`,
    whom: "About whom",
    block: "The body also demands that this data be blocked.",
  },
  ground: "Ground of the disclosure",
  about: "Which data is asked for:",
  words: "What the request says",
  answer: {
    title: (number) => `Answer to request No. ${number}`,
    opening: (number, date, ours) =>
      `We considered your request No. ${number} of ${date} It is registered with us as No. ${ours}.`,
    whom: (name) => `The information is about this person: ${name}.`,
    given: "Data handed over",
    givenHead: ["Data", "Records"],
    nothing: "Of the data asked for, nothing is held about this person.",
    withheld: "Data not handed over",
    withheldHead: ["Data", "Ground", "Explanation"],
    ground: "Ground of the disclosure",
    purpose: "Purpose",
    annex: "The data itself",
    annexHead: ["Data", "Value"],
    care: "This data may be used for the purpose named in the request alone. The disclosure has been recorded.",
  },
}

/** The sentences in one language. */
export const authorityTextsIn = (language: Locale): AuthorityTexts => ({ ky, ru, en })[language]
