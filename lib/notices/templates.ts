import type { Locale } from "@/lib/context"

/** What messages may say: a number, a date, a code, a link. Never personal data. */
export type Parameters = {
  code?: string
  number?: string
  date?: string
  organisation: string
  link: string
  host: string
}
export type Template =
  | "sign_up_code"
  | "already_registered"
  | "contact_code"
  | "contact_changed"
  | "received"
  | "question"
  | "answered"
  | "completed"
  | "package_ready"
  | "source_silent"
  | "consent_expired"
  | "restriction_end"

type Message = { subject: string; text: string; sms: string }
type Write = (p: Parameters) => Message

const plain = (subject: string, text: string, sms: string): Message => ({ subject, text, sms })

const ky: Record<Template, Write> = {
  sign_up_code: (p) =>
    plain(
      "Катталуу коду",
      `Сиздин кодуңуз: ${p.code}\nКод 15 мүнөт жарактуу. Аны эч кимге айтпаңыз.`,
      `${p.code}: катталуу коду\n@${p.host} #${p.code}`,
    ),
  already_registered: (p) =>
    plain(
      "Сизде кабинет бар",
      `Сиз мурда катталгансыз. Кирүү: ${p.link}`,
      `Сиз мурда катталгансыз: ${p.link}`,
    ),
  contact_code: (p) =>
    plain(
      "Тастыктоо коду",
      `Сиздин кодуңуз: ${p.code}\nКод 15 мүнөт жарактуу. Аны эч кимге айтпаңыз.`,
      `${p.code}: тастыктоо коду\n@${p.host} #${p.code}`,
    ),
  contact_changed: (p) =>
    plain(
      "Байланыш дарегиңиз өзгөрдү",
      `Сиздин байланыш дарегиңиз ${p.date} өзгөртүлдү. Муну сиз кылбасаңыз, бизге кайрылыңыз: ${p.link}`,
      `Байланышыңыз ${p.date} өзгөрдү: ${p.link}`,
    ),
  received: (p) =>
    plain(
      `№ ${p.number} кайрылуу кабыл алынды`,
      `№ ${p.number} кайрылууңуз катталды. Жооп ${p.date} чейин берилет.\nЖүрүшү: ${p.link}`,
      `№ ${p.number} катталды, жооп ${p.date} чейин`,
    ),
  question: (p) =>
    plain(
      `№ ${p.number}: сизден жооп күтүлөт`,
      `№ ${p.number} кайрылуу боюнча сизге суроо бар.\nЖооп берүү: ${p.link}`,
      `№ ${p.number}: сизге суроо бар ${p.link}`,
    ),
  answered: (p) =>
    plain(
      `№ ${p.number}: жооп даяр`,
      `№ ${p.number} кайрылууга жооп даяр. Катты кабинеттен окуңуз: ${p.link}`,
      `№ ${p.number}: жооп даяр ${p.link}`,
    ),
  completed: (p) =>
    plain(
      `№ ${p.number}: аткарылды`,
      `№ ${p.number} кайрылуу аткарылды. Аткаруу актысы кабинетте: ${p.link}`,
      `№ ${p.number}: аткарылды ${p.link}`,
    ),
  package_ready: (p) =>
    plain(
      `№ ${p.number}: маалыматыңыз даяр`,
      `№ ${p.number} кайрылуу боюнча маалыматыңыз даяр. ${p.date} чейин кабинеттен сактап алыңыз: ${p.link}`,
      `№ ${p.number}: маалыматыңыз даяр, ${p.date} чейин ${p.link}`,
    ),
  source_silent: (p) =>
    plain(
      `№ ${p.number}: система жооп бербейт`,
      `№ ${p.number} кайрылуу азырынча аткарыла албайт: система жооп бербейт. Өзүбүз кайра аракет кылабыз. Кайсы система экени кабинетте: ${p.link}`,
      `№ ${p.number}: система жооп бербейт, кайра аракет кылабыз ${p.link}`,
    ),
  consent_expired: (p) =>
    plain(
      "Макулдугуңуздун мөөнөтү бүттү",
      `Макулдугуңуздун мөөнөтү бүтүп, ал ${p.date} өзү токтоду. Толугураак: ${p.link}`,
      `Макулдугуңуз ${p.date} токтоду: ${p.link}`,
    ),
  restriction_end: (p) =>
    plain(
      `№ ${p.number}: чектөө алынат`,
      `№ ${p.number} кайрылуу боюнча иштетүүнү чектөө ${p.date} алынат. Муну сиз сурабасаңыз, бизге кайрылыңыз: ${p.link}`,
      `№ ${p.number}: чектөө ${p.date} алынат ${p.link}`,
    ),
}

const ru: Record<Template, Write> = {
  sign_up_code: (p) =>
    plain(
      "Код для регистрации",
      `Ваш код: ${p.code}\nКод действует 15 минут. Никому его не сообщайте.`,
      `${p.code}: код регистрации\n@${p.host} #${p.code}`,
    ),
  already_registered: (p) =>
    plain(
      "У вас уже есть кабинет",
      `Вы уже зарегистрированы. Войти: ${p.link}`,
      `Вы уже зарегистрированы: ${p.link}`,
    ),
  contact_code: (p) =>
    plain(
      "Код подтверждения",
      `Ваш код: ${p.code}\nКод действует 15 минут. Никому его не сообщайте.`,
      `${p.code}: код подтверждения\n@${p.host} #${p.code}`,
    ),
  contact_changed: (p) =>
    plain(
      "Ваш контакт изменён",
      `Ваш контакт изменён ${p.date}. Если это были не вы, обратитесь к нам: ${p.link}`,
      `Ваш контакт изменён ${p.date}: ${p.link}`,
    ),
  received: (p) =>
    plain(
      `Обращение № ${p.number} принято`,
      `Обращение № ${p.number} зарегистрировано. Ответим до ${p.date}.\nХод рассмотрения: ${p.link}`,
      `№ ${p.number} принято, ответ до ${p.date}`,
    ),
  question: (p) =>
    plain(
      `№ ${p.number}: нужен ваш ответ`,
      `По обращению № ${p.number} есть вопрос к вам.\nОтветить: ${p.link}`,
      `№ ${p.number}: вопрос к вам ${p.link}`,
    ),
  answered: (p) =>
    plain(
      `№ ${p.number}: ответ готов`,
      `Ответ на обращение № ${p.number} готов. Прочитайте письмо в кабинете: ${p.link}`,
      `№ ${p.number}: ответ готов ${p.link}`,
    ),
  completed: (p) =>
    plain(
      `№ ${p.number}: исполнено`,
      `Обращение № ${p.number} исполнено. Акт об исполнении в кабинете: ${p.link}`,
      `№ ${p.number}: исполнено ${p.link}`,
    ),
  package_ready: (p) =>
    plain(
      `№ ${p.number}: ваши данные готовы`,
      `Данные по обращению № ${p.number} готовы. Сохраните их в кабинете до ${p.date}: ${p.link}`,
      `№ ${p.number}: данные готовы, до ${p.date} ${p.link}`,
    ),
  source_silent: (p) =>
    plain(
      `№ ${p.number}: система не отвечает`,
      `Обращение № ${p.number} пока нельзя исполнить: система не отвечает. Мы сами попробуем ещё. Какая это система, видно в кабинете: ${p.link}`,
      `№ ${p.number}: система не отвечает, пробуем ещё ${p.link}`,
    ),
  consent_expired: (p) =>
    plain(
      "Срок вашего согласия истёк",
      `Срок вашего согласия закончился, и оно прекратилось само ${p.date}. Подробнее: ${p.link}`,
      `Ваше согласие прекратилось ${p.date}: ${p.link}`,
    ),
  restriction_end: (p) =>
    plain(
      `№ ${p.number}: ограничение снимается`,
      `Ограничение обработки по обращению № ${p.number} снимается ${p.date}. Если об этом просили не вы, обратитесь к нам: ${p.link}`,
      `№ ${p.number}: ограничение снимается ${p.date} ${p.link}`,
    ),
}

const en: Record<Template, Write> = {
  sign_up_code: (p) =>
    plain(
      "Your sign-up code",
      `Your code: ${p.code}\nIt is good for 15 minutes. Tell it to nobody.`,
      `${p.code} is your sign-up code\n@${p.host} #${p.code}`,
    ),
  already_registered: (p) =>
    plain(
      "You already have a cabinet",
      `You are registered already. Sign in: ${p.link}`,
      `You are registered already: ${p.link}`,
    ),
  contact_code: (p) =>
    plain(
      "Your confirmation code",
      `Your code: ${p.code}\nIt is good for 15 minutes. Tell it to nobody.`,
      `${p.code} is your confirmation code\n@${p.host} #${p.code}`,
    ),
  contact_changed: (p) =>
    plain(
      "Your contact was changed",
      `Your contact was changed on ${p.date}. If that was not you, tell us: ${p.link}`,
      `Your contact was changed on ${p.date}: ${p.link}`,
    ),
  received: (p) =>
    plain(
      `Request ${p.number} received`,
      `Your request ${p.number} is registered. We answer by ${p.date}.\nFollow it: ${p.link}`,
      `${p.number} received, answer by ${p.date}`,
    ),
  question: (p) =>
    plain(
      `${p.number}: we need your answer`,
      `There is a question to you about request ${p.number}.\nAnswer: ${p.link}`,
      `${p.number}: a question to you ${p.link}`,
    ),
  answered: (p) =>
    plain(
      `${p.number}: the answer is ready`,
      `The answer to request ${p.number} is ready. Read the letter in your cabinet: ${p.link}`,
      `${p.number}: answer ready ${p.link}`,
    ),
  completed: (p) =>
    plain(
      `${p.number}: carried out`,
      `Request ${p.number} is carried out. The certificate is in your cabinet: ${p.link}`,
      `${p.number}: carried out ${p.link}`,
    ),
  package_ready: (p) =>
    plain(
      `${p.number}: your data is ready`,
      `The data of request ${p.number} is ready. Save it in your cabinet by ${p.date}: ${p.link}`,
      `${p.number}: your data is ready until ${p.date} ${p.link}`,
    ),
  source_silent: (p) =>
    plain(
      `${p.number}: a system does not answer`,
      `Request ${p.number} cannot be carried out yet: a system does not answer. We try again by ourselves. Which one it is stands in your cabinet: ${p.link}`,
      `${p.number}: a system does not answer, we try again ${p.link}`,
    ),
  consent_expired: (p) =>
    plain(
      "Your consent has ended",
      `Your consent has run its time and ended by itself on ${p.date}. More: ${p.link}`,
      `Your consent ended on ${p.date}: ${p.link}`,
    ),
  restriction_end: (p) =>
    plain(
      `${p.number}: the restriction is being lifted`,
      `The restriction of processing of request ${p.number} is lifted on ${p.date}. If that was not you, tell us: ${p.link}`,
      `${p.number}: restriction lifted ${p.date} ${p.link}`,
    ),
}

const all: Record<Locale, Record<Template, Write>> = { ky, ru, en }

/** The message in the person's language: subject, plain text, and the short form for SMS. */
export function writeMessage(template: Template, locale: Locale, parameters: Parameters): Message {
  return all[locale][template](parameters)
}
