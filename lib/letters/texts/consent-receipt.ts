import type { Locale } from "@/lib/format/locale"
import type { LetterTexts } from "@/lib/letters/texts/shape"

/** The sentences of a consent's receipt, once per language. */
export const consentTexts: Record<Locale, LetterTexts["consentReceipt"]> = {
  ky: {
    title: (event) => `Макулдук жөнүндө тастыктама: ${event}`,
    recipients: "Маалыматты алуучулар",
    rows: {
      purpose: "Максат",
      operations: "Аракеттер",
      event: "Эмне болду",
      at: "Качан",
      method: "Кантип",
      edition: "Саясаттын редакциясы",
      evidence: "Далил",
    },
    editionKnown: (number) => `${number}-редакция`,
    editionUnknown: "белгисиз",
    events: {
      asked: "макулдук суралды",
      given: "макулдук берилди",
      refused: "макулдук берилген жок",
      withdrawn: "макулдук кайтарып алынды",
      expired: "макулдук өзү токтоду",
      invalid: "макулдук жараксыз деп табылды",
    },
    methods: {
      signed: "кол коюлган кат менен",
      ticked: "порталда белги же баскыч менен",
      deemed: "саясат кызматты колдонууну макулдук деп эсептейт",
      imported: "уюмдун мурунку жазуусунан алынды",
      registered: "уюмга башка жол менен келген кайрылууну кызматкер каттады",
      system: "портал өзү жазды",
      link: "билдирүүдөгү шилтеме менен",
      sms: "SMS билдирүүгө «ТОКТОТ» деген жооп менен",
    },
    words: "Сиз окуган сөздөр",
    wordsHash: (hash) => `Сөздөрдүн SHA-256 саны: ${hash}`,
    entries: "Журналдагы жазуулар",
    entriesHead: ["Аракет", "Жазуунун номери", "Жазуунун SHA-256 саны"],
    provesHead: "Бул эмнени далилдейт",
    proves:
      "Бул тастыктама жогорудагы окуя көрсөтүлгөн убакытта макулдуктардын эсебине жазылганын далилдейт. Ар бир жазуу " +
      "журналга да түшкөн: кийин аны ким өзгөртсө же өчүрсө, салыштырганда билинет.",
    provesNot: {
      deemed: "Ал сиз макул болгонуңузду далилдебейт: саясат кызматты колдонууну гана макулдук деп эсептейт.",
      imported: "Ал уюмдун мурунку жазуусунда эмне бар экенин гана далилдейт; ал жазуунун тууралыгын эмес.",
    },
    keep: "Сактап коюңуз. Ал өзгөрбөйт: кайра ачсаңыз, ошол эле сөздөр чыгат.",
    unmatched:
      "КӨҢҮЛ БУРУҢУЗ: бул окуянын жазуусу журналдагыга дал келбейт. Жеке маалыматтар боюнча жооптуу кызматкерге айтыңыз.",
    noEntry: "Бул окуянын журналда өзүнчө жазуусу жок: ал эски жазуу.",
  },
  ru: {
    title: (event) => `Подтверждение: ${event}`,
    recipients: "Получатели данных",
    rows: {
      purpose: "Цель",
      operations: "Действия",
      event: "Что произошло",
      at: "Когда",
      method: "Как",
      edition: "Редакция Политики",
      evidence: "Доказательство",
    },
    editionKnown: (number) => `редакция ${number}`,
    editionUnknown: "неизвестна",
    events: {
      asked: "согласие запрошено",
      given: "согласие дано",
      refused: "согласие не дано",
      withdrawn: "согласие отозвано",
      expired: "согласие прекратилось само",
      invalid: "согласие признано ничтожным",
    },
    methods: {
      signed: "подписанным письмом",
      ticked: "отметкой или кнопкой на портале",
      deemed: "Политика считает пользование услугой согласием",
      imported: "взято из прежней записи организации",
      registered: "сотрудник зарегистрировал обращение, пришедшее другим путём",
      system: "записано порталом",
      link: "ссылкой из сообщения",
      sms: "ответом СТОП на SMS",
    },
    words: "Слова, которые вы прочли",
    wordsHash: (hash) => `SHA-256 этих слов: ${hash}`,
    entries: "Записи в журнале",
    entriesHead: ["Действие", "Номер записи", "SHA-256 записи"],
    provesHead: "Что это доказывает",
    proves:
      "Подтверждение доказывает, что указанное событие записано в реестр согласий в указанное время. Каждая запись " +
      "внесена и в журнал: если её потом изменят или удалят, сверка это покажет.",
    provesNot: {
      deemed: "Оно не доказывает, что вы согласились: Политика лишь считает пользование услугой согласием.",
      imported: "Оно доказывает лишь то, что было в прежней записи организации, но не её верность.",
    },
    keep: "Сохраните его. Оно не меняется: открыв снова, вы увидите те же слова.",
    unmatched:
      "ВНИМАНИЕ: запись об этом событии не совпадает с журналом. Сообщите ответственному за персональные данные.",
    noEntry: "Отдельной записи об этом событии в журнале нет: это старая запись.",
  },
  en: {
    title: (event) => `Receipt: ${event}`,
    recipients: "Recipients of the data",
    rows: {
      purpose: "Purpose",
      operations: "Operations",
      event: "What happened",
      at: "When",
      method: "How",
      edition: "Edition of the policy",
      evidence: "Evidence",
    },
    editionKnown: (number) => `edition ${number}`,
    editionUnknown: "not known",
    events: {
      asked: "consent asked for",
      given: "consent given",
      refused: "consent not given",
      withdrawn: "consent withdrawn",
      expired: "consent ended by itself",
      invalid: "consent found void",
    },
    methods: {
      signed: "by a signed letter",
      ticked: "by a tick or a button on the portal",
      deemed: "the policy treats use of the service as agreement",
      imported: "taken from an earlier record of the organisation",
      registered: "staff registered what came in another way",
      system: "written by the portal",
      link: "by the link of a message",
      sms: "by the answer STOP to an SMS",
    },
    words: "The words you read",
    wordsHash: (hash) => `SHA-256 of these words: ${hash}`,
    entries: "Entries in the ledger",
    entriesHead: ["Operation", "Entry", "SHA-256 of the entry"],
    provesHead: "What this proves",
    proves:
      "This receipt proves that the event above was written into the register of consents at that time. Each record " +
      "also has an entry in the ledger: whoever changes or deletes it later is found by comparing the two.",
    provesNot: {
      deemed: "It does not prove that you agreed: the policy merely treats use of the service as agreement.",
      imported: "It proves only what the organisation’s earlier record said, not that the record is right.",
    },
    keep: "Keep it. It does not change: opened again, it has the same words.",
    unmatched:
      "PLEASE NOTE: the record of this event does not match the ledger. Tell the officer responsible for personal data.",
    noEntry: "This event has no entry of its own in the ledger: it is an old record.",
  },
}
