import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import type { Person, Trial } from "../conformance/trial.fixture"
import type { Connector } from "../connector"
import { filesConnector } from "./connector"
import { FilesMap } from "./map"
import { openSystem, type Row } from "./system.fixture"

/** What the data map says of the system of the tests. */
export const MAP = FilesMap.parse({
  ...{ title: { ky: "Эсеп", ru: "Учёт", en: "Books" }, connector: "files", connection: "BOOKS_URL" },
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
    expenses: { origin: "subject", fields: { amount: { type: "money" }, expense_kind: { type: "text" } } },
  },
  processing: { purposes: { marketing_own: ["use"] } },
  answerWithin: 24,
})

/** A folder of a test's own, and the system that uses it. */
export function openBooks() {
  const folder = mkdtempSync(join(tmpdir(), "books-"))
  const system = openSystem(folder)
  const connector = filesConnector("books", MAP, pathToFileURL(folder).href, "of tests")
  return {
    folder,
    system,
    connector,
    close: () => {
      rmSync(folder, { recursive: true })
      return connector.close()
    },
  }
}

/** The system works as soon as something is ordered. */
function working(connector: Connector, work: () => unknown): Connector {
  const applyAll: Connector["applyAll"] = async (operations, key) => {
    const asked = await connector.applyAll(operations, key)
    if (asked.state !== "done" || asked.results.every(({ state }) => state !== "asked")) return asked
    work()
    return connector.applyAll(operations, key)
  }
  return { ...connector, applyAll }
}

const expense = (record: string, amount: string): Row[] => [
  { category: "expenses", field: "amount", record, value: amount, recorded: "2026-01-02T00:00:00Z" },
  {
    category: "expenses",
    field: "expense_kind",
    record,
    value: 'rent, "flat"',
    recorded: "2026-02-03T00:00:00Z",
  },
]

export async function openTrial(): Promise<Trial> {
  const { system, connector, close } = openBooks()
  let last = 0
  const add = (phone?: string): Person => {
    const key = String(++last)
    const email: Row = {
      category: "email",
      field: "email",
      record: "1",
      value: `c${key}@borrower.example`,
      recorded: "",
    }
    system.people.set(key, {
      known: [
        ["pin", `2150119900${key.padStart(4, "0")}`],
        ["phone", phone ?? `+99655510${key.padStart(4, "0")}`],
      ],
      rows: [email, ...expense("1", "9000.00"), ...expense("2", "4000.50")],
    })
    system.exportAll()
    return { key, identifiers: [{ kind: "customer_id", value: key }] }
  }
  const shared = [add("+996555000091"), add("+996555000091")].map(({ key }) => key)
  const held = ({ key }: Person) => system.people.get(key) ?? { known: [], rows: [] }
  return {
    connector: working(connector, () => system.work()),
    somebody: async () => add(),
    truth: async (person) =>
      held(person).rows.map(({ category, field, value }) => ({ category, field, value })),
    nobody: [{ kind: "pin", value: "29999999999999" }],
    shared: { kind: "phone", value: "+996555000091", keys: shared },
    mistaken: async () => [
      { kind: "customer_id", value: "2" },
      { kind: "pin", value: "21501199000001" },
    ],
    everybody: async () => [...system.people.keys()],
    touched: {
      category: "expenses",
      keys: async () =>
        [...system.people]
          .filter(([, { rows }]) => rows.some(({ category }) => category === "expenses"))
          .map(([key]) => key),
    },
    erase: {
      category: "expenses",
      async disturb(person) {
        for (const row of held(person).rows) if (row.field === "amount") row.value = "1.00"
        system.exportAll()
      },
      async putBack(person) {
        held(person).rows.push(...expense("3", "9000.00"))
        system.exportAll()
      },
    },
    correct: { category: "email", field: "email", value: "corrected@borrower.example" },
    restrict: {
      category: "expenses",
      isRestricted: async (person) =>
        held(person).known.some((each) => each.join() === "restricted,expenses"),
    },
    stop: {
      purpose: "marketing_own",
      isStopped: async (person) =>
        held(person).known.some((each) => each.join() === "stopped,marketing_own/use"),
    },
    away: async () => filesConnector("books", MAP, "file:///no/such/folder", ""),
    close,
  }
}
