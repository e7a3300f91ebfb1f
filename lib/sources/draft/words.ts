import { latinLetter } from "@/lib/format/latin"

/**
 * What names in a foreign schema say: cut into words, brought to Latin letters, abbreviations written out, and words of one
 * meaning in English, Russian, Kyrgyz and transliteration brought to one. Pure.
 */

/** Words and phrases of one meaning; the key is the meaning. Phrases are matched before single words. */
const MEANINGS: Record<string, string> = {
  surname: "surname, last name, lastname, family name, fam, familiya, familia, tegi",
  given_name: "given name, first name, firstname, im, imya, name1, aty",
  patronymic: "patronymic, middle name, otch, otchestvo, atasynyn aty",
  full_name: "full name, fullname, fio, aty zhonu, aty jonu, holder name, contact name, person name",
  pin: "pin, inn, izhn, ijn, personal number, national id, pers no, identifikatsionnyy nomer",
  phone: "phone, tel, telephone, telefon, mobile, mobilnik, mob, msisdn, cell phone, uyulduk",
  email: "email, e mail, mail, pochta, elektrondook",
  birth_date:
    "birth date, birthdate, birthday, birth dt, date of birth, dob, born, data rozhdeniya, tuulgan kunu, birth",
  sex: "sex, gender, pol, zhynysy",
  photo: "photo, picture, portrait, foto, selfie, avatar, fotografiya, surotu",
  scan: "scan, skan, scanned",
  marital_status: "marital status, marital, semeynoe polozhenie, ui bulo",
  address: "address, addr, adres, daregi, darek",
  city: "city, town, gorod, shaar, settlement, aiyl, selo, village",
  region: "region, oblast, oblus, province",
  district: "district, rayon, raion",
  street: "street, ulitsa, kocho",
  house: "house, dom, building, ui",
  flat: "flat, apartment, apt, kvartira, batir",
  postal_code: "postal code, postcode, zip, zip code, indeks",
  passport:
    "passport, pasport, identity document, id document, id doc, udostoverenie, document, doc, dokument",
  number: "number, no, num, nr, nomer, nomeri, n, numeric, ser no, series",
  card: "card, pan, karta, kartochka, masked card",
  account: "account, acc, acct, schet, esep, iban",
  bank: "bank, bik, bic, swift",
  wallet: "wallet, ewallet, koshelek, kapchyk",
  ip: "ip, ip address, ip addr, ipaddr",
  cookie: "cookie, cookies, kuki",
  browser: "browser, brauzer",
  user_agent: "user agent, useragent, agent string, ua",
  device: "device, ustroystvo, tuzmok",
  system: "os, operating system, platform os",
  screen: "screen, resolution, ekran",
  employer: "employer, company, rabotodatel, ish beruuchu, workplace, mesto raboty",
  position: "position, job title, dolzhnost, role title, kyzmat, rank, occupation",
  study: "school, study, university, ucheba, mektep, study place",
  salary: "salary, wage, income, zarplata, dohod, kireshe, ailyk",
  expense: "expense, expenses, spending, rashod, chygasha",
  amount: "amount, amt, sum, summa, summasy, total, value, price, cost, tsena",
  principal: "principal",
  balance: "balance, ostatok, outstanding",
  currency: "currency, valyuta, ccy",
  rate: "rate, pct, percent, stavka",
  term: "term, srok, months, moonot",
  guardian: "guardian, parent, mother, father, opekun, kamkorchu",
  relation: "relation, relationship, kinship, rodstvo",
  password: "password, pwd, passwd, pass, parol, secret, secrets, digest, hash, hashed, salt",
  token: "token, push token",
  login: "login, username, user name, nick, nickname",
  language: "language, lang, locale, yazyk, til",
  signature: "signature, sign, podpis, kol tamga",
  purpose: "purpose, goal, tsel, maksat",
  consent: "consent, agreement, agreements, soglasie, makulduk, accept, marks, flags",
  withdrawn: "withdrawn, revoked, withdraw, revoke, unsubscribed, otozvan",
  given: "given, granted, consented, accepted",
  registered: "registered, reg, registration, created, opened account, kattalgan, zaregistrirovan, katt",
  changed: "changed, chg, updated, modified, changed at, edited",
  closed: "closed, deleted, removed, finished, ended",
  opened: "opened, open",
  issued: "issued, issue",
  uploaded: "uploaded, upload",
  entered: "entered, added, recorded, declared",
  sent: "sent, dispatched",
  received: "received, got",
  answered: "answered, replied",
  answer: "answer, reply, response, otvet, zhoop",
  asked: "ticket, support, appeal, request support, call centre, obraschenie, help, care",
  message: "message, letter, letters, body, soobschenie, kat, msg, text",
  note: "note, remark, comment, primechanie, eskertuu, wish, notes",
  topic: "topic, subject, theme, tema",
  status: "status, state, sostoyanie, abaly, stage",
  kind: "kind, type, sort, vid, tip, turu",
  method: "method, how, means, sposob, ykmasy",
  reason: "reason, reasons, cause, prichina, sebebi",
  decision: "decision, verdict, outcome, result, reshenie, chechim",
  automated: "automated, automatic, by program, automatically, avto",
  human_only: "human only, manual only, human, manual",
  score: "score, ball, upai, mark",
  model: "model, rule set, ruleset",
  handler:
    "agent, staff, employee, employees, kyzmatker, operator, clerk, handled by, handled, officer, worker, sotrudnik",
  checked: "checked, check, checks, verified, confirmed, validated, verif, verification, proven",
  page: "page, url, uri, href",
  referrer: "referrer, referer, source site, provider domain, domain",
  session: "session, sessions, visit, visits, visitor, seans",
  signed_in: "sign in, sign ins, signed in, login at, logged in, login log",
  channel: "channel, via, through, kanal, source, came from, registered via",
  edition: "edition, version, redaktsiya",
  allowed: "allowed, permitted, enabled",
  operation: "operation, operations, operatsiya",
  evidence: "evidence, proof, paper, dokazatelstvo",
  team: "team, roster, rosters, squad, komanda",
  event: "event, competition, tournament, sorevnovanie",
  competition_application: "application, applications, app, zayavka, zayavlenie, aryz",
  loan: "loan, credit, zaem, kredit, nasyya, zaiym",
  payment: "payment, payments, pay, platezh, tolom, paid, fee, fees",
  payer: "payer, platelschik",
  refund: "refund, refunded, returned, vozvrat, reversed, reversal",
  deposit: "deposit, vznos, zalog, dep",
  pledge: "pledge, pledges, collateral, kuroo, zaklad",
  schedule: "schedule, instalment, instalments, installment, grafik",
  due: "due, payable, pay until",
  part: "part, share",
  interest: "interest, protsent",
  collection: "collection, collections, vzyskanie, ondurup",
  happened: "happened, occurred",
  bureau: "bureau, byuro, credit bureau",
  order: "order, orders, zakaz, buyurtma",
  delivery: "delivery, delivered, deliver, dostavka, zhetkiruu",
  recipient: "recipient, receiver, poluchatel, aluuchu",
  courier: "courier, couriers, kuryer, driver, fleet",
  run: "run, runs, trip, trips, ride",
  transport: "transport, vehicle type",
  plate: "plate, licence plate, gosnomer",
  distance: "distance, km, kilometres, miles",
  survey: "survey, surveys, questionnaire, anketa, opros, feedback",
  claim: "claim, claims, complaint, claimant, pretenziya, doomat, demand",
  bid: "bid, bids, stavki, baa",
  lot: "lot, item sold",
  protocol: "protocol, prot, protokol",
  won: "won, winner",
  handed: "handed, handed over, given out",
  receipt: "receipt, receipt no, kvitantsiya, chek",
  forfeited: "forfeited, forfeit, withheld",
  offset: "offset",
  sale: "sale, purchase, purchases, sales, bought",
  organisation: "organisation, organization, org, legal entity, entity, yur lico, firma",
  proxy: "proxy, power of attorney, doverennost, ishenim kat",
  authority: "authority, issued by, issuer, kem vydan, kim bergen",
  since: "since, from, started, start, begin, valid from, joined, s kakogo vremeni, kachandan beri",
  until: "until, to, till, valid to, valid until, left, end, expires, expiry, kachanga cheyin",
  service: "service, services, usluga, kyzmat korsotuu",
  form: "form, questionnaire data, filled, payload",
  file: "file, attachment, attachments, content, fail",
  represented: "on behalf, on behalf of, behalf",
  marketing: "marketing, advertising, newsletter, subscription, subscriptions, reklama, rassylka",
  partner: "partner, third party",
  day: "day of month, day, den",
  storage: "storage cell, storage, cell",
  basket: "basket, cart, items",
  number_of: "count, quantity, qty",
  member:
    "member, client, customer, user, person, borrower, subscriber, patient, student, cust, klient, kardar, users, members, zaemschik, zayomshchik, account holder",
  notice: "notice, notices, notification, bildirme",
  action: "action, actions, event log, act",
  object: "object",
  time: "at, time, vremya, ubakyt, date, dt, data, day on, on, kunu, ubaktysy, ts",
}

/** Text as plain Latin words: `lastName`, `last_name` and `Last name` are the same two. */
export function wordsOf(text: string): string[] {
  return text
    .normalize("NFC")
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .replace(/\p{L}/gu, latinLetter)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "")
}

type Phrase = { words: readonly string[]; meaning: string }

const PHRASES: readonly Phrase[] = Object.entries(MEANINGS)
  .flatMap(([meaning, list]) => list.split(",").map((phrase) => ({ words: wordsOf(phrase), meaning })))
  .sort((a, b) => b.words.length - a.words.length)

const startsAt = (words: readonly string[], i: number, phrase: readonly string[]): boolean =>
  phrase.every((word, n) => words[i + n] === word)

/** The meanings in a text, in its order; a word without a known meaning stands for itself. */
export function meaningsOf(text: string): string[] {
  const words = wordsOf(text)
  const found: string[] = []
  for (let i = 0; i < words.length; ) {
    const phrase = PHRASES.find((each) => startsAt(words, i, each.words))
    found.push(phrase?.meaning ?? words[i] ?? "")
    i += phrase?.words.length ?? 1
  }
  return found
}

/** How alike two words are, from 0 to 1: the same, one the beginning of the other, or with one stem. */
export function likeness(a: string, b: string): number {
  if (a === b) return 1
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  if (short.length < 3) return 0
  if (long.startsWith(short)) return short.length >= 5 ? 0.9 : 0.7
  let same = 0
  while (same < short.length && short[same] === long[same]) same++
  return same >= 4 && same / long.length >= 0.6 ? 0.8 : 0
}
