const text = (ky: string, ru: string, en: string) => ({ ky, ru, en })
const cites = (clause: string) => [{ clause }]

const organisation = {
  legalName: text("«Нур» айылдык китепканасы", "Сельская библиотека «Нур»", "Nur Village Library"),
  shortName: text("Нур китепканасы", "Библиотека «Нур»", "Nur Library"),
  address: text("Үлгү айылы", "с. Образцово", "Sample village"),
  site: "https://nur.example/",
  timezone: "Asia/Bishkek",
  closingHour: "17:00",
  contacts: [{ kind: "visit", value: text("Китепканада", "В библиотеке", "At the library") }],
  dataProtection: {
    title: text("Китепканачы", "Библиотекарь", "Librarian"),
    email: "kitep@nur.example",
    phone: "+996312000000",
    address: text("Үлгү айылы", "с. Образцово", "Sample village"),
  },
  assumed: [],
}

const field = (code: string, type: string, title: ReturnType<typeof text>) => ({ code, title, type })

const category = (
  code: string,
  title: ReturnType<typeof text>,
  fields: ReturnType<typeof field>[],
  retention: string,
  purposes = ["lending"],
) => ({
  ...{ code, clause: "2.1", title, description: title, fields, retention, purposes },
  ...{ sensitivity: "ordinary", selfService: "ask", thirdPerson: false, mandatory: false },
  ...{ origins: ["reader"], recipients: [] },
})

const categories = [
  category(
    "reader_name",
    text("Окурмандын аты", "Имя читателя", "Reader's name"),
    [
      field("full_name", "text", text("Аты-жөнү", "Имя", "Full name")),
      field("born_on", "date", text("Туулган күнү", "Дата рождения", "Born on")),
    ],
    "card_kept",
  ),
  category(
    "ways_to_reach",
    text("Байланыш", "Контакты", "Contacts"),
    [
      field("telephone", "phone", text("Телефон", "Телефон", "Telephone")),
      field("mail", "email", text("Электрондук почта", "Почта", "E-mail")),
    ],
    "card_kept",
    ["lending", "news"],
  ),
  category(
    "tastes",
    text("Кызыгуулар", "Интересы", "Tastes"),
    [
      field("genres", "json", text("Жанрлар", "Жанры", "Genres")),
      field("school", "text", text("Мектеп", "Школа", "School")),
    ],
    "card_kept",
    ["news"],
  ),
  category(
    "card",
    text("Окурман билети", "Читательский билет", "Library card"),
    [
      field("card_number", "text", text("Билеттин номери", "Номер билета", "Card number")),
      field("member_since", "date", text("Качандан бери", "С какого дня", "Member since")),
      field("language", "text", text("Тили", "Язык", "Language")),
      field("opened_at", "timestamp", text("Кабинет ачылган", "Кабинет открыт", "Cabinet opened")),
      field("entered_at", "timestamp", text("Кирген", "Вход", "Signed in")),
    ],
    "card_kept",
  ),
  category(
    "books_lent",
    text("Алынган китептер", "Взятые книги", "Books lent"),
    [
      field("branch", "number", text("Бөлүм", "Филиал", "Branch")),
      field("lent_on", "date", text("Берилген", "Выдана", "Lent on")),
      field("returned_on", "date", text("Кайтарылган", "Возвращена", "Returned on")),
      field("fine", "money", text("Айып", "Штраф", "Fine")),
    ],
    "until_returned",
  ),
  category(
    "visits",
    text("Келүүлөр", "Посещения", "Visits"),
    [
      field("visited_on", "date", text("Күнү", "День", "Day")),
      field("hall", "text", text("Залы", "Зал", "Hall")),
    ],
    "a_year",
    ["counting"],
  ),
  category(
    "agreements",
    text("Макулдуктар", "Согласия", "Agreements"),
    [
      field("purpose", "text", text("Максаты", "Цель", "Purpose")),
      field("operation", "text", text("Аракет", "Действие", "Operation")),
      field("allowed", "boolean", text("Уруксат", "Разрешено", "Allowed")),
    ],
    "card_kept",
  ),
]

const operation = (code: string, basis: string, onWithdrawal: string, continues: string[] = []) => ({
  ...{ code, basis, cites: cites("1.2"), onWithdrawal, continues },
})

const purpose = (
  code: string,
  title: ReturnType<typeof text>,
  basis: string,
  operations: ReturnType<typeof operation>[],
) => ({
  ...{ code, clause: "1.2", title, description: title, basis, cites: cites("1.2"), operations },
  ...{ withdrawable: true, automatedDecision: false },
})

const ground = (
  code: string,
  title: ReturnType<typeof text>,
  condition: object,
  more: { until?: object; operations?: string[]; rights?: string[] },
) => ({
  ...{ code, kind: "keep", cites: cites("3.1"), title, description: title, condition },
  ...{ operations: ["store"], rights: ["erasure", "withdrawal"], ...more },
})

const rule = (code: string, title: ReturnType<typeof text>, grounds: string[]) => ({
  ...{ code, title, cites: cites("3.1"), grounds },
})

const right = (code: string, kind: string, title: ReturnType<typeof text>) => ({
  ...{ code, kind, cites: cites("4.1"), title, description: title, term: { from: "profile" } },
  ...{ proof: "password", askedBy: ["subject"], selfService: false, continuesWhile: [] },
  appeal: ["organisation", "agency", "court"],
})

const inUse = { fact: "customer.exists", is: true }

/** The library's policy as `policy.yaml` says it. */
export const policy = {
  code: "nur_library",
  name: text(
    "Окурмандардын маалыматтары жөнүндө эреже",
    "Правила о данных читателей",
    "Rules on readers' data",
  ),
  organisation,
  legalProfile: "KG-2026",
  calendar: "KG",
  subjectKinds: [{ code: "reader", clause: "1.1", title: text("Окурман", "Читатель", "Reader") }],
  origins: [
    { code: "reader", clause: "2.1", title: text("Өзүңүз", "Вы сами", "You") },
    { code: "librarian", clause: "2.1", title: text("Китепканачы", "Библиотекарь", "The librarian") },
  ],
  recipients: [{ code: "nobody", clause: "2.2", title: text("Эч ким", "Никто", "Nobody") }],
  facts: [
    ["customer.exists", text("Окурман", "Читатель", "A reader")] as const,
    ["obligations.performed", text("Китептер кайтарылды", "Книги возвращены", "Books given back")] as const,
    ["card.open", text("Билет ачык", "Билет действует", "The card is in use")] as const,
  ].map(([code, title]) => ({ code, title, description: title })),
  categories,
  purposes: [
    purpose("lending", text("Китеп берүү", "Выдача книг", "Lending"), "contract", [
      operation("use", "contract", "letter", ["BOOK_OUT"]),
      operation("store", "contract", "letter", ["BOOK_OUT"]),
    ]),
    purpose("news", text("Жаңылыктар", "Новости", "News"), "consent", [operation("use", "consent", "stop")]),
    purpose("counting", text("Эсеп", "Учёт", "Counting"), "consent", [
      operation("store", "consent", "letter", ["VISIT_YEAR"]),
    ]),
  ],
  transferGrounds: [
    {
      ...{ code: "letter", clause: "2.2", requires: "authority_request" },
      title: text("Органдын каты", "Письмо органа", "An authority's letter"),
      description: text("Органдын каты боюнча", "По письму органа", "On an authority's letter"),
    },
  ],
  grounds: [
    ground(
      "BOOK_OUT",
      text("Китеп кайтарыла элек", "Книга не возвращена", "A book is out"),
      { fact: "obligations.performed", is: false },
      { until: { fact: "obligations.performed", is: true }, operations: ["use", "store"] },
    ),
    ground("VISIT_YEAR", text("Бир жыл", "Один год", "A year"), inUse, {
      until: { event: "item_recorded", plus: "P1Y" },
    }),
    ground("CARD_OPEN", text("Билет ачык", "Билет действует", "The card is in use"), inUse, {
      until: { fact: "card.open", is: false },
      rights: [],
    }),
    ground(
      "HELD",
      text("Токтотулган", "Приостановлено", "On hold"),
      { record: "hold" },
      { until: { record: "hold" } },
    ),
    ground("CASE_KEPT", text("Далил", "Доказательство", "Proof"), inUse, {
      until: { event: "request_closed", plus: "P3Y" },
      rights: [],
    }),
  ],
  retentionRules: [
    rule("card_kept", text("Билет жабылганча", "Пока действует билет", "While the card is in use"), [
      "CARD_OPEN",
      "BOOK_OUT",
    ]),
    rule("until_returned", text("Кайтарылганча", "До возврата", "Until given back"), ["BOOK_OUT"]),
    rule("a_year", text("Бир жыл", "Один год", "A year"), ["VISIT_YEAR"]),
    rule("case_kept", text("Үч жыл", "Три года", "Three years"), ["CASE_KEPT"]),
  ],
  rights: [
    right("access", "operation", text("Көрүү", "Доступ", "Access")),
    right("rectification", "operation", text("Оңдоо", "Исправление", "Correction")),
    right("erasure", "operation", text("Жок кылуу", "Удаление", "Erasure")),
    right("withdrawal", "operation", text("Макулдукту кайтарып алуу", "Отзыв согласия", "Withdrawal")),
    right("complaint", "answer", text("Даттануу", "Жалоба", "Complaint")),
  ],
  divisions: [
    {
      ...{ code: "hall", clause: "1.3", title: text("Окуу залы", "Читальный зал", "Reading hall") },
      ...{ contacts: organisation.contacts, rights: ["complaint"], categories: ["visits"] },
    },
  ],
  signing: {
    ...{ passwordAccepted: true, cites: cites("5.1") },
    undertaking: text("Сырсөз — кол тамга", "Пароль — подпись", "The password signs"),
  },
  age: { adult: 18, cites: cites("5.2"), text: text("18 жаштан", "С 18 лет", "From 18") },
  notices: [
    {
      ...{ code: "new_edition", cites: cites("6.1"), channels: ["cabinet"] },
      title: text("Жаңы эреже", "Новые правила", "New rules"),
      description: text("Жаңы эреже", "Новые правила", "New rules"),
    },
  ],
  breaches: [
    {
      ...{ code: "lost", cites: cites("5.1"), title: text("жоголуу", "утрата", "loss") },
      told: text("маалыматыңыз жоголду", "ваши данные утрачены", "your data was lost"),
      advice: text("Текшериңиз", "Проверьте", "Have a look"),
    },
  ],
  logRetention: { rule: "a_year", cites: cites("3.1"), text: text("Бир жыл", "Один год", "A year") },
  caseFile: { rule: "case_kept", cites: cites("3.1"), text: text("Үч жыл", "Три года", "Three years") },
  clauseNotes: [],
}

const T = (table: string) => `Китепкана.${table}`
const column = (name: string, held: string, code: string, type: string, more: object = {}) => ({
  ...{ column: name, category: held, field: code, type, ...more },
})
const EMPTIED = { erase: "null" }
const facts = (sql: string, reads: object) => ({ sql, reads })

/** How the library's tables are its categories, as `data-map.yaml` says it. */
export const dataMap = {
  version: 1,
  policy: "nur_library",
  portal: {
    title: text("Портал", "Портал", "Portal"),
    holds: {
      phone: { category: "ways_to_reach", field: "telephone", origin: "reader" },
      email: { category: "ways_to_reach", field: "mail", origin: "reader" },
      language: { category: "card", field: "language", origin: "reader" },
      opened_at: { category: "card", field: "opened_at", origin: "librarian" },
      signed_in_at: { category: "card", field: "entered_at", origin: "librarian" },
    },
  },
  words: { values: { "Reading-Hall": text("Окуу залы", "Читальный зал", "The reading hall") } },
  sources: {
    catalogue: {
      title: text("Картотека", "Картотека", "The catalogue"),
      connector: "postgres",
      connection: "NUR_CATALOGUE_URL",
      limits: { seconds: 5, connections: 3 },
      subject: {
        ...{ table: T("Readers"), key: "card", kind: "card" },
        identifiers: [
          { kind: "phone", column: "tel", normalise: "phone" },
          { kind: "email", column: "mail", normalise: "lower" },
        ],
        name: [{ category: "reader_name", field: "full_name" }],
        restriction: { scope: "blockedFor", since: "blockedFrom" },
      },
      entries: {
        visits: {
          ...{ table: T("Visits"), primaryKey: ["reader", "day", "nth"], subject: "reader" },
          ...{ origin: "librarian", givenAt: "day", recordedAt: "day", rows: "delete" },
          fields: [column("day", "visits", "visited_on", "date"), column("hall", "visits", "hall", "text")],
        },
        lent: {
          ...{ table: T("Lent"), primaryKey: ["branch", "copy", "out_on"], subject: "reader" },
          ...{ origin: "librarian", givenAt: "out_on", recordedAt: "out_on", rows: "delete" },
          ...{ refers: ["reader"] },
          fields: [
            column("branch", "books_lent", "branch", "number"),
            column("out_on", "books_lent", "lent_on", "date"),
            column("кайтарылды", "books_lent", "returned_on", "date"),
            column("fine", "books_lent", "fine", "money"),
          ],
        },
        asked: {
          ...{ table: T("Asked"), primaryKey: ["reader", "what", "act"], subject: "reader" },
          ...{ origin: "reader", givenAt: "at", recordedAt: "at", rows: "delete" },
          fields: [
            column("what", "agreements", "purpose", "text"),
            column("act", "agreements", "operation", "text"),
            column("yes", "agreements", "allowed", "boolean"),
          ],
        },
        readers: {
          ...{ table: T("Readers"), primaryKey: ["card"], subject: "card", origin: "reader" },
          ...{ givenAt: "since", recordedAt: "since", rows: "keep" },
          fields: [
            column("аты-жөнү", "reader_name", "full_name", "text", { erase: { fixed: "—" }, correct: true }),
            column("туулганКүнү", "reader_name", "born_on", "date", EMPTIED),
            column("tel", "ways_to_reach", "telephone", "phone", EMPTIED),
            column("mail", "ways_to_reach", "mail", "email", EMPTIED),
            column("about", "tastes", "genres", "json", { path: ["genres"], ...EMPTIED }),
            column("about", "tastes", "school", "text", { path: ["school"], ...EMPTIED }),
            column("card", "card", "card_number", "text", { erase: { with: "member_since" } }),
            column("since", "card", "member_since", "date", { erase: { fixed: "1970-01-01" } }),
          ],
        },
      },
      processing: {
        flags: {
          ...{ table: T("Asked"), subject: "reader", purpose: "what", operation: "act", value: "yes" },
          ...{ set: { at: { now: true } }, category: "agreements" },
        },
        purposes: { lending: ["use", "store"], news: ["use"], counting: ["store"] },
      },
      facts: {
        "customer.exists": facts(
          'select true as value, since, \'[]\'::jsonb as evidence from "Китепкана"."Readers" where card = $1',
          { [T("Readers")]: ["card", "since"] },
        ),
        "obligations.performed": facts(
          'select coalesce(bool_and("кайтарылды" is not null), true) as value, max("кайтарылды") as since, ' +
            '\'[]\'::jsonb as evidence from "Китепкана"."Lent" where reader = $1',
          { [T("Lent")]: ["reader", "кайтарылды"] },
        ),
        "card.open": facts(
          "select since > '1970-01-01' as value, since, '[]'::jsonb as evidence from \"Китепкана\".\"Readers\" where card = $1",
          { [T("Readers")]: ["card", "since"] },
        ),
      },
    },
  },
}
