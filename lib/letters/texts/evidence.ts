import type { Locale } from "@/lib/format/locale"
import type { LetterTexts } from "@/lib/letters/texts/shape"

/** The sentences of the evidence file, once per language. */
export const evidenceTexts: Record<Locale, LetterTexts["evidence"]> = {
  ky: {
    title: (number) => `№ ${number} кайрылуунун далилдер файлы`,
    lead: (at) =>
      `Портал ${at} түздү. Каттардын тексттери сакталган түрүндө берилди; ар биринин SHA-256 суммасы жана журналдагы жазуусу көрсөтүлдү.`,
    code: "Негиздин коду (DPV)",
    due: "Жооп берүү мөөнөтү кантип эсептелген",
    history: "Эмне болду",
    historyHead: ["Убакыт", "Окуя", "Ким"],
    by: { subject: "арыз ээси", representative: "өкүл", staff: "кызматкер", system: "система" },
    letters: "Каттардын тизмеси",
    lettersHead: ["Каттоо номери, күнү", "Кат", "Тексттин SHA-256 суммасы"],
    ledger: "Журналдагы жазуулар",
    ledgerLead:
      "Ар бир жазуу кийин өзгөртүлгөндө байкала турган журналда турат. Жазуунун өзүнүн SHA-256 суммасы (RFC 6962 жалбырагы) көрсөтүлдү.",
    ledgerHead: ["Убакыт, жазуунун белгиси", "Аракет", "Жалбырактын суммасы"],
    thread: "Билдирүүлөр",
    letter: (title, registration, on) => `${title} (№ ${registration}, ${on})`,
    original: (number) => `№ ${number} кайрылуу`,
  },
  ru: {
    title: (number) => `Файл доказательств по обращению № ${number}`,
    lead: (at) =>
      `Составлен порталом ${at}. Письма приведены так, как они хранятся; для каждого указаны сумма SHA-256 и запись в журнале.`,
    code: "Код основания (DPV)",
    due: "Как посчитан срок ответа",
    history: "Что происходило",
    historyHead: ["Время", "Событие", "Кто"],
    by: { subject: "заявитель", representative: "представитель", staff: "сотрудник", system: "система" },
    letters: "Перечень писем",
    lettersHead: ["Номер, дата", "Письмо", "SHA-256 текста"],
    ledger: "Записи в журнале",
    ledgerLead:
      "Каждая запись стоит в журнале, где позднее изменение заметно. Указана сумма SHA-256 самой записи (лист по RFC 6962).",
    ledgerHead: ["Время, номер записи", "Действие", "Сумма листа"],
    thread: "Сообщения",
    letter: (title, registration, on) => `${title} (№ ${registration}, ${on})`,
    original: (number) => `Обращение № ${number}`,
  },
  en: {
    title: (number) => `Evidence file of request ${number}`,
    lead: (at) =>
      `Made by the portal at ${at}. Letters are given as they are stored, each with the SHA-256 of its text and its entry in the ledger.`,
    code: "Ground code (DPV)",
    due: "How the due date was reckoned",
    history: "What happened",
    historyHead: ["Time", "Event", "By"],
    by: { subject: "the person", representative: "whoever acts for them", staff: "staff", system: "system" },
    letters: "List of letters",
    lettersHead: ["Number, date", "Letter", "SHA-256 of its text"],
    ledger: "Entries in the ledger",
    ledgerLead:
      "Every entry stands in a ledger in which a later change shows. The SHA-256 of the entry itself (its RFC 6962 leaf) is given.",
    ledgerHead: ["Time, entry", "Act", "Leaf hash"],
    thread: "Messages",
    letter: (title, registration, on) => `${title} (No. ${registration}, ${on})`,
    original: (number) => `Request ${number}`,
  },
}
