import { drizzle } from "drizzle-orm/node-postgres"
import { inForce } from "@/lib/policy/editions"
import { conforms } from "@/lib/sources/conformance/suite.fixture"
import type { Datum, Person, Trial } from "@/lib/sources/conformance/trial.fixture"
import type { Connector } from "@/lib/sources/connector"
import type { PlannedOperation } from "@/lib/sources/operation"
import { openSources } from "@/lib/sources/registry"
import { answerAll, archive, openArchive } from "@/lib/tasks/archive.fixture"
import { deskOf } from "@/lib/tasks/desk"

const ASKED = { askedFor: true }
const HELD: readonly Datum[] = Object.entries(archive().holds).flatMap(([category, { fields }]) =>
  Object.keys(fields).map((field) => ({ category, field, value: ASKED })),
)

/** Whoever is asked answers at once that it is done. */
function answering(connector: Connector, answer: () => Promise<unknown>): Connector {
  const applyAll: Connector["applyAll"] = async (operations, key) => {
    const asked = await connector.applyAll(operations, key)
    if (asked.state !== "done" || asked.results.every(({ state }) => state !== "asked")) return asked
    await answer()
    return connector.applyAll(operations, key)
  }
  const apply: Connector["apply"] = async (operation: PlannedOperation, key) =>
    connector.apply(operation, key)
  return { ...connector, applyAll, apply }
}

async function openTrial(): Promise<Trial> {
  const world = await openArchive()
  const { lender, house, owner } = world
  const held = await inForce(drizzle(owner))
  const real = house.sourcesOf(held).of("archive")
  const connector = answering({ ...bound(real) }, () => answerAll(world))
  await lender.sql("update core.customers set mobile_phone = '+996555000091' where customer_id in (39, 40)")
  let last = 4
  const gone = async ({ key }: Person) => {
    const lines = await deskOf(house).stated("archive", key)
    return new Set(lines.flatMap(({ op, answer, category }) => (op === "erase" && answer ? [category] : [])))
  }
  /** Something else is stated of a category: it is not as it was when a plan was made. */
  const state = async ({ identifiers }: Person, op: "restrict" | "unrestrict", category: string) => {
    const { operations } = await connector.plan(identifiers, [{ op, category }])
    await connector.applyAll(operations, `${op}:${category}:${last}`)
  }
  return {
    connector,
    async somebody() {
      const [row] = await lender.sql("select mobile_phone from core.customers where customer_id = $1", [
        ++last,
      ])
      await world.borrower(String(row?.mobile_phone))
      return { key: String(last), identifiers: [{ kind: "customer_id", value: String(last) }] }
    },
    async truth(person) {
      const erased = await gone(person)
      return HELD.filter(({ category }) => !erased.has(category))
    },
    nobody: [{ kind: "pin", value: "29999999999999" }],
    shared: { kind: "phone", value: "+996555000091", keys: ["39", "40"] },
    mistaken: async () => [
      { kind: "customer_id", value: "2" },
      { kind: "pin", value: "21501199000001" },
    ],
    erase: {
      category: "bank_account",
      disturb: (person) => state(person, "restrict", "bank_account"),
      async putBack({ key }) {
        const [task] = (await deskOf(house).stated("archive", key)).filter(({ op }) => op === "erase")
        await owner.query("update source_tasks set retracted_at = now() where id = $1", [task?.task])
      },
    },
    restrict: {
      category: "expenses",
      isRestricted: async ({ key }) => (await deskOf(house).stated("archive", key)).at(-1)?.op === "restrict",
    },
    away: async () =>
      openSources(
        held.dataMap,
        { LENDER_URL: "postgres://nobody@127.0.0.1:1/none" },
        { desk: deskOf(house) },
      ).of("archive"),
    close: () => world.end(),
  }
}

/** The verbs of a guarded source, to be put beside others. */
const bound = (connector: Connector): Connector =>
  Object.fromEntries(
    Object.keys(connector).map((name) => [name, Reflect.get(connector, name) as unknown]),
  ) as unknown as Connector

conforms("People", openTrial, {
  binary: "what lies there on paper has no bytes",
  facts: "nobody is asked yes or no",
  everybody: "whoever is in it is found in the source whose people they are",
  touched: "what is there is looked up person by person",
  correct: "a value on paper is read by people alone",
  stop: "nothing on paper is used by a program",
  leftover: "people look for a person, not for a row",
})
