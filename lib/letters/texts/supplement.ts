import type { Locale } from "@/lib/format/locale"

type SupplementTexts = {
  title: (number: string) => string
  lead: string
  silent: (told: string, due: string) => string
  untold: string
  readings: string
  readingsLead: string
  readingsHead: [string, string]
  clean: string
  cameBack: (what: string) => string
  unread: (where: string) => string
}

/** Of a supplement to a certificate: what became known only after it was sealed. */
export const supplementTexts: Readonly<Record<Locale, SupplementTexts>> = {
  ky: {
    title: (number) => `№ ${number} кайрылууну аткаруу актысына толуктоо`,
    lead: "Бул толуктоо аткаруу актысы түзүлгөндөн кийин белгилүү болгонду айтат. Актынын өзү өзгөргөн жок.",
    silent: (told, due) => `кабарланды: ${told}; ${due} чейин жооп берген жок`,
    untold: "азырынча кабарлана элек",
    readings: "Кийинки кайра окуулар",
    readingsLead: "Аткарылгандан кийин булактар дагы бир жолу окулду.",
    readingsHead: ["Качан", "Эмне табылды"],
    clean: "баары актыда жазылгандай",
    cameBack: (what) => `актыдан айырмаланды, иш кайра башталды: ${what}`,
    unread: (where) => `окулган жок, анткени бул жерде кимди издөө керектиги эми белгисиз: ${where}`,
  },
  ru: {
    title: (number) => `Дополнение к акту об исполнении обращения № ${number}`,
    lead: "Это дополнение говорит о том, что стало известно после составления акта. Сам акт не изменился.",
    silent: (told, due) => `уведомлён: ${told}; до ${due} не ответил`,
    untold: "ещё не уведомлён",
    readings: "Последующие чтения",
    readingsLead: "После исполнения источники были прочитаны ещё раз.",
    readingsHead: ["Когда", "Что найдено"],
    clean: "всё так, как записано в акте",
    cameBack: (what) => `не так, как в акте, работа возобновлена: ${what}`,
    unread: (where) => `не прочитано, так как уже неизвестно, кого здесь искать: ${where}`,
  },
  en: {
    title: (number) => `Supplement to the certificate of fulfilment of request No. ${number}`,
    lead: "This supplement tells what became known after the certificate was sealed. The certificate itself has not changed.",
    silent: (told, due) => `told: ${told}; no answer by ${due}`,
    untold: "not told yet",
    readings: "Later readings",
    readingsLead: "After the work the sources were read again.",
    readingsHead: ["When", "Found"],
    clean: "all is as the certificate says",
    cameBack: (what) => `not as the certificate says, the work began again: ${what}`,
    unread: (where) => `not read, since nothing is known any more to look for here: ${where}`,
  },
}
