import { describe, expect, test } from "vitest"
import { locales } from "@/lib/format/locale"
import { correctionLetter } from "@/lib/letters/correction-letter"
import { erasureLetter } from "@/lib/letters/erasure-letter"
import { letterText } from "@/lib/letters/letter-text"
import { requestLetter } from "@/lib/letters/request-letter"
import { restrictionLetter } from "@/lib/letters/restriction-letter"
import { sample, signedInput } from "@/lib/letters/samples.fixture"
import { withdrawalLetter } from "@/lib/letters/withdrawal-letter"

describe("the withdrawal letter", () => {
  test("in Kyrgyz names organisation, person, PIN, contact, consents, channel, signature and date, and no reason", () => {
    expect(
      letterText(sample("withdrawal", "ky")),
    ).toBe(`# Жеке маалыматтарды иштетүүгө берилген макулдукту кайтарып алуу жөнүндө арыз

Кимге: «Сомо» Күрөөканасы КЖБК; Бишкек шаары, Үлгү көчөсү, 1; Жеке маалыматтарды коргоо бөлүмү, privacy@demo.example, +996 312 000 000
Кимден: Үлгүева Ңайыл Өмүрбековна; ПИН (ИЖН): 21501199000001; Байланыш: +996 555 000 001

Мен, Үлгүева Ңайыл Өмүрбековна, жеке маалыматтарымды иштетүүгө берилген макулдукту төмөнкү максаттар жана аракеттер боюнча кайтарып алам.

Максат | Аракеттер | Макулдук берилген | Саясаттын редакциясы
Өздүгүн идентификациялоо жана тастыктоо | топтоо, пайдалануу, сактоо | 2024-жылдын 4-марты | 1
Насыя бюролоруна жана банктарга маалымат жөнөтүү | үчүнчү жакка берүү, чек арадан тышкары чыгаруу | 2024-жылдын 4-марты; берилген деп саясатта гана эсептелет | 1
Зайым келишимин түзүү жана өзгөртүү | пайдалануу | жазуу табылган жок | белгисиз

Аталган аракеттерди токтотууңуздарды суранам. Алардын кайсынысы болбосун улантыла турган болсо, ар бир максат жана аракет боюнча эмне токтогонун, эмне, кандай негизде (мыйзамдын беренеси же саясаттын пункту) жана качанга чейин улантыла турганын жазуу жүзүндө билдирүүңүздөрдү суранам.

Жоопту жеткирүү жолу – порталдагы жеке кабинет.

## Кол коюу

Кол койгон: Үлгүева Ңайыл Өмүрбековна
Кол коюу жолу: жеке кабинетте сырсөздү кайрадан же мурда белгилүү байланышка жөнөтүлгөн кодду терүү менен
Күнү: 2026-жылдын 22-ноябры
Электрондук колтамганы кабыл алуу негизи: Зайым берүүчү сырсөз менен кол коюлган катты жазуу жүзүндөгү кат катары кабыл алат (6.4-пункт).
`)
  })

  test("in Russian says the same", () => {
    expect(
      letterText(sample("withdrawal", "ru")),
    ).toBe(`# Заявление об отзыве согласия на обработку персональных данных

Кому: КЖБК «Ломбард Сомо»; г. Бишкек, ул. Примерная, 1; Отдел защиты персональных данных, privacy@demo.example, +996 312 000 000
От кого: Үлгүева Ңайыл Өмүрбековна; ПИН: 21501199000001; Контакт: +996 555 000 001

Я, Үлгүева Ңайыл Өмүрбековна, отзываю согласие на обработку моих персональных данных по следующим целям и действиям.

Цель | Действия | Согласие дано | Редакция политики
Идентификация и подтверждение личности | сбор, использование, хранение | 4 марта 2024 г. | 1
Направление сведений в кредитные бюро и банки | передача третьим лицам, трансграничная передача | 4 марта 2024 г.; считается данным лишь по тексту политики | 1
Заключение и изменение договора займа | использование | запись не найдена | неизвестна

Прошу прекратить указанные действия. Если какие-либо из них будут продолжены, прошу письменно сообщить по каждой цели и каждому действию, что прекращено, а что продолжается, на каком основании (статья закона или пункт политики) и до какого срока.

Ответ прошу направить в личный кабинет на портале.

## Подпись

Кем подписано: Үлгүева Ңайыл Өмүрбековна
Способ подписания: ввод в личном кабинете ещё раз пароля или кода, отправленного на известный ранее контакт
Дата: 22 ноября 2026 г.
Основание для принятия электронной подписи: Займодатель принимает письмо, подписанное паролем, как письменное (пункт 6.4).
`)
  })

  test("in English says the same", () => {
    expect(
      letterText(sample("withdrawal", "en")),
    ).toBe(`# Withdrawal of consent to the processing of personal data

To: Somo Pawnshop KJBK; 1 Sample Street, Bishkek; Personal data protection unit, privacy@demo.example, +996 312 000 000
From: Үлгүева Ңайыл Өмүрбековна; PIN: 21501199000001; Contact: +996 555 000 001

I, Үлгүева Ңайыл Өмүрбековна, withdraw the consent to the processing of my personal data for the following purposes and operations.

Purpose | Operations | Consent given | Policy edition
Identifying and verifying the user | collection, use, storage | 4 March 2024 | 1
Sending data to credit bureaus and banks | transfer to third parties, transfer abroad | 4 March 2024; deemed given by the policy's text alone | 1
Concluding and amending the loan agreement | use | no record found | unknown

Please stop these operations. If any of them goes on, please tell me in writing, for each purpose and operation, what has stopped and what continues, on which ground (article of the law or clause of the policy) and until when.

Please send the answer to my cabinet on the portal.

## Signature

Signed by: Үлгүева Ңайыл Өмүрбековна
Manner of signing: by typing in the personal cabinet the password again, or a code sent to a contact held before
Date: 22 November 2026
Ground for accepting the electronic signature: The lender accepts a letter signed with the password as written (clause 6.4).
`)
  })

  test("names at least one consent, and a printed one leaves a line for the hand", () => {
    const consent = {
      purpose: "Marketing",
      operations: ["use"],
      method: "ticked",
      givenOn: null,
      edition: null,
    } as const
    const paper = { ...signedInput("en"), signing: { method: "paper" } as const, consents: [consent] }
    expect(letterText(withdrawalLetter(paper))).toContain(
      "Manner of signing: by hand\nDate: 22 November 2026\nSignature: ____",
    )
    expect(() => withdrawalLetter({ ...paper, consents: [] })).toThrow(RangeError)
  })

  test("a representative signs in the person's name; a person without a PIN has no PIN line", () => {
    const consent = {
      purpose: "x",
      operations: ["use"],
      method: "signed",
      givenOn: null,
      edition: null,
    } as const
    const text = letterText(
      withdrawalLetter({
        ...signedInput("en"),
        person: { name: "Ann Sample", pin: null, contact: "ann@demo.example" },
        representative: { name: "Bob Sample", authority: "power of attorney 12" },
        consents: [{ ...consent, evidence: "scan 7" }],
      }),
    )
    expect(text).toContain(
      "From: Ann Sample; Contact: ann@demo.example; Represented by: Bob Sample (power of attorney 12)",
    )
    expect(text).toContain("I, Ann Sample, withdraw")
    expect(text).toContain("Signed by: Bob Sample (on behalf of Ann Sample)")
    expect(text).toContain("no record found; evidence: scan 7")
  })
})

describe("the other letters a person signs", () => {
  test("a restriction names what is restricted and from when; its end names the request that set it", () => {
    for (const language of locales) {
      const list = sample("restriction", language).blocks.find(({ kind }) => kind === "list")
      expect(list?.kind === "list" && list.items.length).toBe(2)
      expect(letterText(sample("lift", language))).toContain("2026-000123")
    }
    expect(letterText(sample("restriction", "en"))).toContain("from the moment this letter is received")
    const nothing = { ...signedInput("ky"), scope: { categories: [] } }
    expect(() => restrictionLetter(nothing)).toThrow(RangeError)
  })

  test("erasure of categories lists them, of everything says so, of nothing is refused", () => {
    for (const language of locales) {
      const some = sample("erasure", language).blocks
      expect(some.filter(({ kind }) => kind === "list")).toHaveLength(1)
      expect(sample("erasureOfAll", language).blocks.some(({ kind }) => kind === "list")).toBe(false)
    }
    expect(letterText(sample("erasureOfAll", "en"))).toContain(
      "Please erase all personal data you hold about me.",
    )
    const nothing = { ...signedInput("ky"), scope: { categories: [] } }
    expect(() => erasureLetter(nothing)).toThrow(RangeError)
  })

  test("correction puts old beside new, says what is empty and what is to go, and names the documents", () => {
    const text = letterText(sample("correction", "ru"))
    expect(text).toContain("Адрес проживания | Бишкек, Үлгү көчөсү, 10–12 | Ош, Жаңы көчөсү, 7")
    expect(text).toContain("Номер мобильного телефона | не указано | +996 555 000 009")
    expect(text).toContain("Телефоны знакомых или родственников | +996 555 000 010 | удалить")
    expect(text).toContain("- справка-об-адресе.pdf")
    expect(text).toContain("Ответ прошу направить на электронную почту: borrower1@demo.example.")
    expect(() => correctionLetter({ ...signedInput("ru"), corrections: [] })).toThrow(RangeError)
  })

  test("any other right is named in the title, with the person's own words quoted line by line", () => {
    const text = letterText(sample("request", "ky"))
    expect(text).toMatch(/^# Арыз: Маалыматтардын көчүрмөсүн алуу\n/)
    expect(text).toContain("Кайрылуунун мазмуну:\n> Жооп керек.\n>\n> Рахмат!\n")
    expect(text).not.toContain("Кошумчам")
    const sent = requestLetter({ ...signedInput("en"), right: "To ask", signing: { method: "session" } })
    expect(letterText(sent)).toContain("sent from the personal cabinet after signing in")
    expect(letterText(sent)).not.toContain("Ground for accepting")
  })
})
