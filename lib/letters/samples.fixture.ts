import type { Locale } from "@/lib/format/locale"
import { certificate } from "@/lib/letters/certificate"
import { consentEndedLetter } from "@/lib/letters/consent-ended-letter"
import { correctionLetter } from "@/lib/letters/correction-letter"
import { decisionLetter } from "@/lib/letters/decision-letter"
import { erasureLetter } from "@/lib/letters/erasure-letter"
import type { Ground, Letter, Organisation, SignedLetterInput } from "@/lib/letters/letter"
import { replyLetter } from "@/lib/letters/reply-letter"
import { requestLetter } from "@/lib/letters/request-letter"
import { liftLetter, restrictionLetter } from "@/lib/letters/restriction-letter"
import { supplement } from "@/lib/letters/supplement"
import { withdrawalLetter } from "@/lib/letters/withdrawal-letter"

type Titles = Record<
  | "identification"
  | "marketing"
  | "contract"
  | "bureau"
  | "erasure"
  | "withdrawal"
  | "copy"
  | "residence"
  | "contacts"
  | "payments"
  | "phone"
  | "evidence"
  | "performed"
  | "active"
  | "aml"
  | "code"
  | "aml87"
  | "claim"
  | "lender"
  | "portal"
  | "officer"
  | "explain"
  | "undertaking",
  string
>

const titles: Record<Locale, Titles> = {
  ky: {
    identification: "Өздүгүн идентификациялоо жана тастыктоо",
    marketing: "Зайым берүүчүнүн жарнамасы жана жаңылыктары",
    contract: "Зайым келишимин түзүү жана өзгөртүү",
    bureau: "Насыя бюролоруна жана банктарга маалымат жөнөтүү",
    erasure: "Маалыматтарды жок кылуу",
    withdrawal: "Макулдукту кайтарып алуу",
    copy: "Маалыматтардын көчүрмөсүн алуу",
    residence: "Жашаган дареги",
    contacts: "Тааныштарынын же туугандарынын телефон номери",
    payments: "Төлөмдөр",
    phone: "Уюлдук телефонунун номери",
    evidence: "дарек-маалымкат.pdf",
    performed: "милдеттер толук аткарылды",
    active: "Зайым келишими күчүндө",
    aml: "Кылмыш кирешелерин легалдаштырууга каршы аракеттер боюнча мыйзам сактоого милдеттендирет",
    code: "Санариптик кодекс",
    aml87: "2018-жылдын 6-августундагы № 87 Мыйзам",
    claim: "келишим боюнча соттук доомат",
    lender: "Зайым базасы",
    portal: "Портал",
    officer: "Кайрылуулар менен иштөө бөлүмү, аткаруучу",
    explain: "Келишим боюнча калдык карыз төлөнө элек.",
    undertaking:
      "Зайым берүүчү сырсөз менен кол коюлган катты жазуу жүзүндөгү кат катары кабыл алат (6.4-пункт).",
  },
  ru: {
    identification: "Идентификация и подтверждение личности",
    marketing: "Реклама и новости займодателя",
    contract: "Заключение и изменение договора займа",
    bureau: "Направление сведений в кредитные бюро и банки",
    erasure: "Уничтожение данных",
    withdrawal: "Отзыв согласия",
    copy: "Получение копии данных",
    residence: "Адрес проживания",
    contacts: "Телефоны знакомых или родственников",
    payments: "Платежи",
    phone: "Номер мобильного телефона",
    evidence: "справка-об-адресе.pdf",
    performed: "обязательства исполнены полностью",
    active: "Действует договор займа",
    aml: "Хранить обязывает закон о противодействии легализации преступных доходов",
    code: "Цифровой кодекс",
    aml87: "Закон от 6 августа 2018 года № 87",
    claim: "судебный иск по договору",
    lender: "База займов",
    portal: "Портал",
    officer: "Отдел по работе с обращениями, исполнитель",
    explain: "Остаток долга по договору ещё не погашен.",
    undertaking: "Займодатель принимает письмо, подписанное паролем, как письменное (пункт 6.4).",
  },
  en: {
    identification: "Identifying and verifying the user",
    marketing: "The lender's advertising and news",
    contract: "Concluding and amending the loan agreement",
    bureau: "Sending data to credit bureaus and banks",
    erasure: "Erasure of data",
    withdrawal: "Withdrawal of consent",
    copy: "A copy of the data",
    residence: "Residence address",
    contacts: "Phone numbers of acquaintances or relatives",
    payments: "Payments",
    phone: "Mobile phone number",
    evidence: "proof-of-address.pdf",
    performed: "the obligations are fully performed",
    active: "The loan agreement is in force",
    aml: "The law against money laundering requires it to be kept",
    code: "Digital Code",
    aml87: "Law No. 87 of 6 August 2018",
    claim: "a claim in court under the agreement",
    lender: "Loan database",
    portal: "Portal",
    officer: "Requests unit, officer",
    explain: "The balance of the loan has not been paid yet.",
    undertaking: "The lender accepts a letter signed with the password as written (clause 6.4).",
  },
}

/** The lender as its letters name it, in each language. */
export const organisations: Record<Locale, Organisation> = {
  ky: {
    name: "«Сомо» Күрөөканасы КЖБК",
    address: "Бишкек шаары, Үлгү көчөсү, 1",
    dataProtection: {
      title: "Жеке маалыматтарды коргоо бөлүмү",
      email: "privacy@demo.example",
      phone: "+996 312 000 000",
    },
  },
  ru: {
    name: "КЖБК «Ломбард Сомо»",
    address: "г. Бишкек, ул. Примерная, 1",
    dataProtection: {
      title: "Отдел защиты персональных данных",
      email: "privacy@demo.example",
      phone: "+996 312 000 000",
    },
  },
  en: {
    name: "Somo Pawnshop KJBK",
    address: "1 Sample Street, Bishkek",
    dataProtection: {
      title: "Personal data protection unit",
      email: "privacy@demo.example",
      phone: "+996 312 000 000",
    },
  },
}

/** Borrower 1 of the demo, signing in the cabinet on 22 November 2026. */
export const signedInput = (language: Locale): SignedLetterInput => ({
  language,
  organisation: organisations[language],
  person: { name: "Үлгүева Ңайыл Өмүрбековна", pin: "21501199000001", contact: "+996 555 000 001" },
  answerChannel: { kind: "cabinet" },
  signedOn: "2026-11-22",
  signing: { method: "password", undertaking: titles[language].undertaking },
})

/** Two grounds with their sources: the policy's own and the law's. */
export const groundsIn = (language: Locale): { active: Ground; aml: Ground } => {
  const t = titles[language]
  return {
    active: { title: t.active, cites: [{ clause: "6.4(2)" }, { act: t.code, article: "79" }] },
    aml: { title: t.aml, cites: [{ act: t.aml87 }] },
  }
}

const incoming = (language: Locale): Record<string, Letter> => {
  const t = titles[language]
  const input = signedInput(language)
  return {
    withdrawal: withdrawalLetter({
      ...input,
      consents: [
        {
          purpose: t.identification,
          operations: ["store", "collect", "use"],
          method: "signed",
          givenOn: "2024-03-04",
          edition: "1",
        },
        {
          purpose: t.bureau,
          operations: ["transfer", "cross_border"],
          method: "deemed",
          givenOn: "2024-03-04",
          edition: "1",
        },
        { purpose: t.contract, operations: ["use"], method: "imported", givenOn: null, edition: null },
      ],
    }),
    erasure: erasureLetter({ ...input, scope: { categories: [t.residence, t.contacts, t.phone] } }),
    restriction: restrictionLetter({ ...input, scope: { categories: [t.residence, t.phone] } }),
    lift: liftLetter({ ...input, number: "2026-000123", receivedOn: "2026-11-22" }),
    erasureOfAll: erasureLetter({ ...input, scope: "everything", signing: { method: "paper" } }),
    correction: correctionLetter({
      ...input,
      answerChannel: { kind: "email", address: "borrower1@demo.example" },
      corrections: [
        { field: t.residence, from: "Бишкек, Үлгү көчөсү, 10–12", to: "Ош, Жаңы көчөсү, 7" },
        { field: t.phone, from: null, to: "+996 555 000 009" },
        { field: t.contacts, from: "+996 555 000 010", to: null },
      ],
      attachments: [t.evidence],
    }),
    request: requestLetter({ ...input, right: t.copy, about: [t.payments], words: "Жооп керек.\n\nРахмат!" }),
  }
}

const outgoing = (language: Locale): Record<string, Letter> => {
  const t = titles[language]
  const { active, aml } = groundsIn(language)
  const about = {
    language,
    organisation: organisations[language],
    person: { name: signedInput(language).person.name },
    request: { number: "2026-000123", receivedOn: "2026-11-22", right: t.erasure },
  }
  const performed = { kind: "event", event: t.performed } as const
  return {
    decision: decisionLetter({
      ...about,
      by: [t.officer],
      explanation: t.explain,
      decision: {
        done: [
          { what: t.contacts, act: "erase" },
          { what: t.marketing, operations: ["use", "store"], act: "stop", doneOn: "2026-11-22" },
        ],
        continues: [{ what: t.contract, operations: ["use", "store"], ground: active, until: performed }],
        kept: [
          { what: t.payments, ground: aml, until: { ...performed, plus: { n: 5, unit: "years" } } },
          { what: t.residence, ground: aml, until: { kind: "day", day: "2031-03-05" } },
        ],
        refused: [{ what: t.phone, ground: active, explanation: t.explain }],
        deferred: [{ what: t.identification, waitsFor: performed }],
      },
    }),
    supplement: supplement({
      ...about,
      recipients: [
        {
          recipient: "Demo Bank",
          toldAt: new Date("2026-11-23T04:10:00Z"),
          confirmedAt: null,
          dueOn: "2026-12-07",
        },
      ],
      readings: [
        { at: new Date("2026-11-24T04:10:00Z"), cameBack: [], unread: [] },
        {
          at: new Date("2026-11-30T04:10:00Z"),
          cameBack: [{ what: t.phone, source: t.lender, count: 2 }],
          unread: [t.lender],
        },
      ],
    }),
    certificate: certificate({
      ...about,
      acts: [
        {
          act: "erase",
          what: t.contacts,
          source: `${t.lender}, contact_persons`,
          count: 2,
          at: new Date("2026-11-23T04:05:00Z"),
          doneAt: new Date("2026-11-23T04:03:00Z"),
          readBack: true,
        },
        {
          act: "restrict",
          what: t.payments,
          source: `${t.lender}, payments`,
          count: 1234,
          at: new Date("2026-11-23T04:06:00Z"),
          readBack: true,
        },
        {
          act: "erase",
          what: t.phone,
          source: `${t.lender}, page_requests`,
          count: 7,
          at: new Date("2026-11-23T04:07:00Z"),
          readBack: false,
          cause: "503",
        },
      ],
      beside: [
        { what: t.payments, source: t.lender, count: 3, is: "gone" },
        { what: t.phone, source: t.lender, count: 1, is: "changed" },
      ],
      kept: [
        { what: t.payments, count: 1234, ground: aml, until: { kind: "day", day: "2031-03-05" } },
        {
          what: t.contract,
          count: 1,
          ground: active,
          until: { kind: "record", record: t.claim, reviewOn: "2027-01-15" },
        },
      ],
      recipients: [
        { recipient: "Ишеним", toldAt: new Date("2026-11-23T04:10:00Z"), confirmedAt: null },
        {
          recipient: "Demo Bank",
          toldAt: new Date("2026-11-23T04:10:00Z"),
          confirmedAt: new Date("2026-11-24T06:00:00Z"),
        },
        { recipient: "Demo Courier", toldAt: null, confirmedAt: null },
      ],
      backupsUntil: "2027-02-21",
      rereadOn: ["2026-11-24", "2026-12-23"],
      rescan: [
        { source: t.lender, at: new Date("2026-11-23T04:30:00Z"), found: "only_kept", count: 1235 },
        { source: t.portal, at: new Date("2026-11-23T04:31:00Z"), found: "nothing", count: 0 },
      ],
    }),
    reply: replyLetter({
      ...about,
      request: { ...about.request, about: [t.marketing] },
      result: { outcome: "not_upheld", ground: active },
      words: `${t.explain}\n\n${t.undertaking}`,
      by: [t.officer],
    }),
    consentEnded: consentEndedLetter({
      ...about,
      because: { event: t.performed, on: "2026-11-20", clause: "6.2" },
      stopped: [{ purpose: t.contract, operations: ["use", "store"] }],
      kept: [{ what: t.payments, ground: aml, until: { kind: "day", day: "2031-11-20" } }],
    }),
  }
}

/** One letter of every kind in a language, made of synthetic people and sources. */
export const samples = (language: Locale): Record<string, Letter> => ({
  ...incoming(language),
  ...outgoing(language),
})

/** One of them by its name. */
export const sample = (name: string, language: Locale): Letter => {
  const letter = samples(language)[name]
  if (!letter) throw new Error(`no sample ${name}`)
  return letter
}
