import type { DutyDocument } from "@/lib/duties/duty"
import type { Text } from "@/lib/policy/text-schema"

/** The duty that is left of a task nobody answered; `title`: what its source is called, null where no map has it any more. */
export function lapsedDuty(number: string, title: Text | null): DutyDocument {
  const of = (language: keyof Text) => (title ? `${title[language]}, ` : "")
  return {
    title: {
      ky: `Жооп жок: ${of("ky")}№ ${number}`,
      ru: `Нет ответа: ${of("ru")}№ ${number}`,
      en: `No answer: ${of("en")}${number}`,
    },
    lead: {
      ky: "Мөөнөтү өттү, жооп келген жок. Кайрылуу ушул жоопту күтүп турат: сактагандар менен байланышып, жоопту «Тапшырмалар» бетине жазыңыз.",
      ru: "Срок прошёл, ответа нет. Обращение ждёт этого ответа: свяжитесь с теми, кто хранит данные, и внесите ответ на странице «Задачи».",
      en: "The day went by without an answer, and the request waits for it: reach those who keep the data, and enter what they say under “Tasks”.",
    },
    questions: [
      {
        code: "reached",
        text: {
          ky: "Сактагандар менен байланыштыңызбы?",
          ru: "Вы связались с теми, кто хранит данные?",
          en: "Did you reach those who keep the data?",
        },
        must: "yes",
      },
    ],
  }
}
