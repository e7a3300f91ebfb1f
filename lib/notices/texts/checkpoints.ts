import type { Locale } from "@/lib/context"
import type { Parameters } from "@/lib/notices/templates"
import { type NoticeTexts, plain } from "@/lib/notices/texts/shape"

type Texts = Pick<NoticeTexts, "checkpoints_delayed" | "checkpoints_resumed" | "checkpoint">

/** The checkpoint as a file, named by the number of entries it stands over. */
const attached = ({ note = "" }: Parameters): { name: string; text: string } => ({
  name: `checkpoint-${note.split("\n")[1] ?? ""}.txt`,
  text: note,
})

const ky: Texts = {
  checkpoints_delayed: (p) =>
    plain(
      "Журналга бир мүнөттөн ашык кол коюлбай жатат",
      `Жазуулар кол коюлган текшерүү чекитин күтүүдө. Иш уланууда, тастыктамалар кийинчерээк болот. Текшерүү чекиттеринин файлына жазууга болорун жана аткаруучу эмне деп жатканын караңыз: ${p.link}`,
      `Журналга бир мүнөттөн ашык кол коюлбай жатат: ${p.link}`,
    ),
  checkpoints_resumed: (p) =>
    plain(
      "Журналга кайра кол коюлууда",
      `Күткөн жазуулардын баары кол коюлган текшерүү чекитинин алдында; алардын тастыктамалары даяр: ${p.link}`,
      `Журналга кайра кол коюлууда: ${p.link}`,
    ),
  checkpoint: (p) => ({
    ...plain(
      `Журналдын текшерүү чекити: ${p.date}`,
      `Бул ${p.organisation} уюмунун журналынын ${p.date} күнүнө карата абалы: анын аты, жазууларынын саны, баарынын хеши жана кол тамга. Мында адамдар жөнүндө эч нерсе жок.\n\nАны уюм өзгөртө албай турган жерде сактаңыз: аны менен сиз же сиз берген киши ошол күнгө чейин жазылгандан эч нерсе өзгөртүлбөгөнүн жана өчүрүлбөгөнүн кийин көрсөтө алат.\n\nАны мурунку же кийинки чекит менен салыштыруу үчүн ${p.link} дарегин ачып, эки файлды тең тандаңыз.\n\n${p.note}`,
      `Журналдын текшерүү чекити: ${p.date}: ${p.link}`,
    ),
    attachment: attached(p),
  }),
}

const ru: Texts = {
  checkpoints_delayed: (p) =>
    plain(
      "Журнал не подписывается больше минуты",
      `Записи ждут подписанной контрольной точки. Работа продолжается, подтверждения придут позже. Проверьте, доступен ли для записи файл контрольных точек и что сообщает обработчик: ${p.link}`,
      `Журнал не подписывается больше минуты: ${p.link}`,
    ),
  checkpoints_resumed: (p) =>
    plain(
      "Журнал снова подписывается",
      `Все ожидавшие записи стоят под подписанной контрольной точкой; подтверждения готовы: ${p.link}`,
      `Журнал снова подписывается: ${p.link}`,
    ),
  checkpoint: (p) => ({
    ...plain(
      `Контрольная точка журнала на ${p.date}`,
      `Это состояние журнала организации «${p.organisation}» на ${p.date}: его имя, число записей, хеш по всем записям и подпись. О людях здесь ничего нет.\n\nХраните его там, где организация не может его изменить: с ним вы или тот, кому вы его передадите, сможете потом показать, что ничего из внесённого к этому дню не изменено и не удалено.\n\nЧтобы сравнить его с более ранней или более поздней точкой, откройте ${p.link} и выберите оба файла.\n\n${p.note}`,
      `Контрольная точка журнала на ${p.date}: ${p.link}`,
    ),
    attachment: attached(p),
  }),
}

const en: Texts = {
  checkpoints_delayed: (p) =>
    plain(
      "The ledger has not been signed for over a minute",
      `Entries wait for a signed checkpoint. Acts go on, receipts follow later. Look whether the file of checkpoints can be written to and what the worker says: ${p.link}`,
      `The ledger has not been signed for over a minute: ${p.link}`,
    ),
  checkpoints_resumed: (p) =>
    plain(
      "The ledger is signed again",
      `All entries that waited stand under a signed checkpoint; their receipts are ready: ${p.link}`,
      `The ledger is signed again: ${p.link}`,
    ),
  checkpoint: (p) => ({
    ...plain(
      `The ledger’s checkpoint of ${p.date}`,
      `This is how far the ledger of ${p.organisation} had come on ${p.date}: its name, the number of its entries, a hash over all of them, and a signature. It says nothing about anybody.\n\nKeep it where the organisation cannot change it: with it you, or anybody you give it to, can show later that nothing entered by then was altered or removed.\n\nTo compare it with an earlier or a later one, open ${p.link} and choose both files.\n\n${p.note}`,
      `The ledger’s checkpoint of ${p.date}: ${p.link}`,
    ),
    attachment: attached(p),
  }),
}

/** What is said of the ledger’s checkpoints, to staff and to those who keep them elsewhere. */
export const checkpoints: Record<Locale, Texts> = { ky, ru, en }
