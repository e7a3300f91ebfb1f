import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import type { Person, Trial } from "../../conformance/trial.fixture"
import { httpConnector } from "../connector"
import { HttpMap } from "../map"
import { openReference, type Server } from "./server.fixture"
import { openStore, rowsOf, type Store, type Ways } from "./store.fixture"

const words = { ky: "Карточкалар", ru: "Карточки", en: "Cards" }
export const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`

/** What the data map says of the reference system. */
export const MAP = HttpMap.parse({
  ...{
    title: words,
    connector: "http",
    connection: "CARDS_URL",
    webhook: { secret: "CARDS_WEBHOOK_SECRET" },
  },
  limits: { seconds: 5, connections: 4 },
  subject: {
    kind: "customer_id",
    identifiers: [
      { kind: "pin", normalise: "digits", proves: true },
      { kind: "phone", normalise: "phone" },
    ],
  },
  holds: {
    email: { origin: "subject", fields: { email: { type: "email", correct: true } } },
    expenses: {
      origin: "subject",
      fields: { amount: { type: "money" }, declared_on: { type: "date" }, expense_kind: { type: "text" } },
    },
    identity_document: { origin: "subject", fields: { doc_type: { type: "text" }, scan: { type: "image" } } },
  },
  processing: { purposes: { marketing_own: ["use"] } },
  facts: ["loan.open", "obligations.performed"],
  also: ["people", "touched"],
})

/** The same with all that may be left out. */
export const WHOLE = HttpMap.parse({ ...MAP, also: ["people", "touched", "spans", "rehearse"] })

export type Cards = { server: Server; store: Store; journal: string; close(): Promise<void> }

/** The reference system with data of its own, empty. */
export async function openCards(ways: Partial<Ways> = {}): Promise<Cards> {
  const folder = mkdtempSync(path.join(tmpdir(), "cards-"))
  const journal = path.join(folder, "journal")
  const store = openStore(journal, ways)
  const server = await openReference(store, SECRET)
  return {
    ...{ server, store, journal },
    async close() {
      await server.close()
      rmSync(folder, { recursive: true })
    },
  }
}

const known = (key: string): Person => ({ key, identifiers: [{ kind: "customer_id", value: key }] })

let last = 1000

/** Somebody with an e-mail, expenses and a scan. */
export function furnish({ store }: Cards, phone?: string): Person {
  const key = String(++last)
  const at = "2026-02-01T00:00:00.000Z"
  store.change({
    person: { key, pin: `2150119900${key}`, phone: phone ?? `+99655500${key}`, language: "ky" },
  })
  const put = (id: string, category: string, fields: Record<string, string>, bytes?: string) =>
    store.change({
      put: { ...{ id: `${id}-${key}`, person: key, category, at, fields }, ...(bytes ? { bytes } : {}) },
    })
  put("e", "email", { email: `c${key}@borrower.example` })
  put("x1", "expenses", { expense_kind: "rent", amount: "9000.00", declared_on: "2025-11-03" })
  put("x2", "expenses", { expense_kind: "food", amount: "4000.50", declared_on: "2026-02-01" })
  put("d", "identity_document", { doc_type: "passport" }, Buffer.alloc(1_000_300, 5).toString("base64"))
  return known(key)
}

const loan = ({ store }: Cards, { key }: Person, open: boolean) =>
  store.change({
    put: { id: `l-${key}`, person: key, category: "loans", at: "2026-01-01", fields: { open } },
  })

/** The reference system as a trial of the conformance suite, as a map says it and in ways of its own. */
export async function openTrial(map: HttpMap = MAP, ways: Partial<Ways> = {}): Promise<Trial> {
  const cards = await openCards(ways)
  const { store, server } = cards
  const phone = "+996555000091"
  const shared = [furnish(cards, phone), furnish(cards, phone)]
  const [indebted, free] = [furnish(cards), furnish(cards)]
  loan(cards, indebted, true)
  loan(cards, free, false)
  return {
    connector: httpConnector("cards", map, server.url, SECRET),
    somebody: async () => furnish(cards),
    truth: async ({ key }) =>
      rowsOf(store, key, ["email", "expenses"]).flatMap(({ category, fields }) =>
        Object.entries(fields).map(([field, value]) => ({ category, field, value })),
      ),
    nobody: [{ kind: "pin", value: "29999999999999" }],
    shared: { kind: "phone", value: phone, keys: shared.map(({ key }) => key) },
    mistaken: async () => [
      { kind: "customer_id", value: free.key },
      { kind: "pin", value: "21501199000001" },
    ],
    binary: { category: "identity_document", bytes: async () => Buffer.alloc(1_000_300, 5) },
    facts: [
      { name: "loan.open", of: indebted.identifiers, value: true },
      { name: "obligations.performed", of: indebted.identifiers, value: false },
      { name: "loan.open", of: shared[0]?.identifiers ?? [], value: "unknown" },
    ],
    everybody: async () => [...store.people.keys()].sort(),
    touched: {
      category: "expenses",
      keys: async () =>
        [...store.people.keys()].filter((key) => rowsOf(store, key, ["expenses"]).length > 0).sort(),
    },
    erase: {
      category: "expenses",
      disturb: async ({ key }) => {
        for (const row of rowsOf(store, key, ["expenses"]))
          store.change({ put: { ...row, fields: { ...row.fields, amount: "1.00" } } })
      },
      putBack: async ({ key }) =>
        store.change({
          put: {
            id: `x9-${key}`,
            person: key,
            category: "expenses",
            at: "2026-03-01T00:00:00.000Z",
            fields: { amount: "5.00" },
          },
        }),
    },
    correct: { category: "email", field: "email", value: "corrected@borrower.example" },
    restrict: {
      category: "expenses",
      isRestricted: async ({ key }) => store.marks.get(`${key}/restrict/expenses`) ?? false,
    },
    stop: {
      purpose: "marketing_own",
      isStopped: async ({ key }) => store.marks.get(`${key}/stop/marketing_own`) ?? false,
    },
    away: async () => httpConnector("cards", map, "http://127.0.0.1:1", SECRET),
    close: () => cards.close(),
  }
}
