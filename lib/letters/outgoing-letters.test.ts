import { describe, expect, test } from "vitest"
import { locales } from "@/lib/format/locale"
import { certificate } from "@/lib/letters/certificate"
import { consentEndedLetter } from "@/lib/letters/consent-ended-letter"
import { onDate, untilDate } from "@/lib/letters/dated"
import { decisionLetter } from "@/lib/letters/decision-letter"
import type { Letter } from "@/lib/letters/letter"
import { letterText } from "@/lib/letters/letter-text"
import { groundsIn, organisations, sample, samples } from "@/lib/letters/samples.fixture"

const titlesOf = (letter: Letter) =>
  letter.blocks.flatMap((block) => (block.kind === "heading" ? [block.text] : []))

describe("the organisation's letters", () => {
  test("a decision says what is done, continues, is kept, refused and deferred, on which ground, until when", () => {
    expect(titlesOf(sample("decision", "ky"))).toEqual([
      "Эмне аткарылат",
      "Эмне улантылат жана эмне үчүн",
      "Эмне сакталып калат жана эмне үчүн",
      "Эмнеден баш тартылды жана эмне үчүн",
      "Эмне кийинчерээк аткарылат",
      "Чечимге макул болбосоңуз",
    ])
    const text = letterText(sample("decision", "en"))
    for (const line of [
      "Dear Үлгүева Ңайыл Өмүрбековна,",
      "received on 22 November 2026",
      "Phone numbers of acquaintances or relatives | will be erased",
      "advertising and news: use, storage | stopped: 22 November 2026",
      "The loan agreement is in force (clause 6.4(2) of the policy; Digital Code, article 79) | until this happens: the obligations are fully performed",
      "Payments | The law against money laundering requires it to be kept (Law No. 87 of 6 August 2018) | 5 years after: the obligations are fully performed",
      "| until 5 March 2031",
      "article 79). The balance of the loan has not been paid yet.",
      "The rest completes by itself when the condition shown is met.",
      "- Appeal on this portal: ",
      "State Agency for the Protection of Personal Data: on its site dpa.gov.kg",
      "- Go to court: ",
      "answered by: Personal data protection unit, privacy@demo.example, +996 312 000 000.",
      "Decided by: Requests unit, officer",
    ])
      expect(text).toContain(line)
  })

  test("all three languages of a decision have the same blocks and none keeps a sentence of another", () => {
    for (const name of Object.keys(samples("ky"))) {
      const shapes = locales.map((language) =>
        sample(name, language).blocks.map((block) => [block.kind, "rows" in block ? block.rows.length : 0]),
      )
      expect(shapes[1], name).toEqual(shapes[0])
      expect(shapes[2], name).toEqual(shapes[0])
      const said = letterText(sample(name, "en")).replace(/Үлгүева Ңайыл Өмүрбековна/g, "")
      if (name !== "request" && name !== "correction" && name !== "certificate")
        expect(said).not.toMatch(/[а-яёңөү]{2}/i)
      expect(
        letterText(sample(name, "ru")).replace(/Үлгү|Ңайыл Өмүр|көчөсү|Жаңы|Жооп керек|Рахмат/g, ""),
      ).not.toMatch(/[ңөү]/i)
    }
  })

  test("the profile's own complaint route takes the place of the usual one", () => {
    const input = {
      language: "ru",
      organisation: organisations.ru,
      person: { name: "Тест" },
      request: { number: "2026-000001", receivedOn: "2026-11-22", right: "Доступ" },
      by: [],
      decision: {
        done: [{ what: "Имя", act: "erase" }],
        continues: [],
        kept: [],
        refused: [],
        deferred: [],
      },
    } as const
    const text = letterText(
      decisionLetter({
        ...input,
        appealRoute: [{ title: "В суд", description: "по месту жительства", site: "https://sot.example" }],
      }),
    )
    expect(text).toContain("- В суд (https://sot.example): по месту жительства")
    expect(text).not.toContain("dpa.gov.kg")
    const nothing = { ...input.decision, done: [] }
    expect(() => decisionLetter({ ...input, decision: nothing })).toThrow("decides something")
    const ground = groundsIn("ru").active
    const refusal = { what: "Имя", ground, explanation: " \n" }
    expect(() => decisionLetter({ ...input, decision: { ...nothing, refused: [refusal] } })).toThrow(
      "explained",
    )
    const uncited = {
      what: "Имя",
      ground: { title: "Так надо", cites: [] },
      until: { kind: "day", day: "2030-01-01" },
    } as const
    expect(() => decisionLetter({ ...input, decision: { ...nothing, kept: [uncited] } })).toThrow("source")
  })

  test("a certificate calls done only what was read back, and rests on a reading", () => {
    const text = letterText(sample("certificate", "ru"))
    const [done = "", unread = ""] = text.split("## Не подтверждено повторным чтением")
    expect(done).toContain(
      "## Уничтожено\n\nДанные | Источник | Число | Когда\nТелефоны знакомых или родственников | База займов, contact_persons | 2 | 23.11.2026, 10:03; перечитано: 23.11.2026, 10:05",
    )
    expect(done).toContain("Платежи | База займов, payments | 1 234 | перечитано: 23.11.2026, 10:06")
    expect(text).toContain("## Пропало помимо того, о чём просили")
    expect(text).toContain("Платежи | База займов | 3\n")
    expect(done).not.toContain("page_requests")
    expect(unread).toContain("Номер мобильного телефона (уничтожено) | База займов, page_requests | 503")
    expect(unread).toContain("до завершения: судебный иск по договору; пересмотр: 15 января 2027 г.")
    expect(unread).toContain("Ишеним | уведомлён: 23.11.2026, 10:10")
    expect(unread).toContain("Demo Bank | подтвердил исполнение: 24.11.2026, 12:00")
    expect(unread).toContain("Demo Courier | уведомление отправляется вместе с этим актом")
    expect(unread).toContain("могут оставаться до 21 февраля 2027 г. Если копия")
    expect(unread).toContain("прочитаны ещё раз: 24 ноября 2026 г.; 23 декабря 2026 г. Итог")
    expect(unread).toContain(
      "База займов | 23.11.2026, 10:30 | записей: 1 235, все хранятся на основаниях, названных выше",
    )
    const input = {
      language: "ky",
      organisation: organisations.ky,
      person: { name: "Тест" },
      request: { number: "2026-000001", receivedOn: "2026-11-22", right: "Жок кылуу" },
      acts: [],
      kept: [],
      recipients: [],
      backupsUntil: null,
    } as const
    const at = new Date("2026-11-23T04:30:00Z")
    const empty = letterText(
      certificate({ ...input, rescan: [{ source: "lender", at, found: "unreachable", count: 0 }] }),
    )
    expect(empty).toContain("Кайра окуу менен тастыкталган өзгөрүү жок.")
    expect(empty).toContain("булак жооп берген жок, текшерилген жок")
    expect(empty).toContain("кабарлоо жөнөтүлгөн жок")
    expect(empty).toContain("резервдик көчүрмөлөрдө алар жаңылангыча калышы мүмкүн")
    const restricted = letterText(
      certificate({
        ...input,
        backupsUntil: undefined,
        acts: [{ act: "mask", what: "Дарек", mask: "hash", source: "lender", count: 1, at, readBack: true }],
        rescan: [{ source: "lender", at, found: "as_stated", count: 0 }],
      }),
    )
    expect(restricted).toContain("Дарек: маанисиз код менен алмаштырылды | lender")
    expect(restricted).not.toContain("Резервдик")
    expect(() => certificate({ ...input, rescan: [] })).toThrow(RangeError)
  })

  test("consent that ended by itself is told with the event, the clause and what is still kept", () => {
    const text = letterText(sample("consentEnded", "ky"))
    expect(text).toContain(
      "2026-жылдын 20-ноябрында төмөнкү жагдай катталды: милдеттер толук аткарылды. Саясаттын 6.2-пунктуна ылайык",
    )
    expect(text).toContain("| 2031-жылдын 20-ноябрына чейин")
    expect(text).toContain("Сизден эч кандай аракет талап кылынбайт.")
    expect(() =>
      consentEndedLetter({
        language: "ky",
        organisation: organisations.ky,
        person: { name: "Тест" },
        because: { event: "x", on: "2026-11-20", clause: "6.2" },
        stopped: [],
        kept: [],
      }),
    ).toThrow(RangeError)
  })
})

describe("dates in sentences", () => {
  test("Kyrgyz months take the ending of their vowel", () => {
    const months = Array.from({ length: 12 }, (_, i) => `2026-${String(i + 1).padStart(2, "0")}-09`)
    expect(months.map((day) => untilDate(day, "ky").split(" ")[1])).toEqual(
      "9-январына 9-февралына 9-мартына 9-апрелине 9-майына 9-июнуна 9-июлуна 9-августуна 9-сентябрына 9-октябрына 9-ноябрына 9-декабрына".split(
        " ",
      ),
    )
    expect(months.map((day) => onDate(day, "ky").split(" ")[1])).toEqual(
      "9-январында 9-февралында 9-мартында 9-апрелинде 9-майында 9-июнунда 9-июлунда 9-августунда 9-сентябрында 9-октябрында 9-ноябрында 9-декабрында".split(
        " ",
      ),
    )
  })
})
