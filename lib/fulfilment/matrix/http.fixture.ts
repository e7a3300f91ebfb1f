import { randomUUID } from "node:crypto"
import { startCards } from "@/lib/sources/http/reference/process.fixture"
import { type Change, rowsOf } from "@/lib/sources/http/reference/store.fixture"
import { MAP, SECRET } from "@/lib/sources/http/reference/trial.fixture"
import { openProxy } from "@/lib/testing/proxy.fixture"
import type { Source } from "./source.fixture"

const LINES = 20
const keyOf = (n: number) => String(6_000_000 + n)
const { email, expenses } = MAP.holds

/** A system that answers the source contract, in a process of its own that keeps its own data. */
export async function openHttp(): Promise<Source> {
  if (!email || !expenses) throw new Error("the reference system holds both")
  const cards = await startCards(SECRET)
  const proxy = await openProxy(cards.address)
  // Its port is another one after each start: everybody comes by way of the proxy.
  const reached = { CARDS_URL: proxy.through("http://127.0.0.1/") }
  return {
    name: "cards",
    map: {
      ...MAP,
      limits: { ...MAP.limits, seconds: 1 },
      holds: { email, expenses },
      facts: ["customer.exists", "loan.open", "obligations.performed"],
    },
    connections: reached,
    proxied: reached,
    secrets: { CARDS_WEBHOOK_SECRET: SECRET },
    proxy,
    async add(n) {
      await cards.tell({ change: personOf(keyOf(n)) })
      return { subjectId: randomUUID(), knownAs: [{ source: "cards", kind: "customer_id", value: keyOf(n) }] }
    },
    async held(n) {
      const key = keyOf(n)
      const rows = rowsOf(cards.kept(), key).map(({ category, at, fields }) => ({ category, at, fields }))
      return JSON.parse(JSON.stringify(rows).replaceAll(key, "#"))
    },
    kill: () => cards.kill(),
    restart: () => cards.restart(),
    async deny() {
      await cards.tell({ fault: "forbidden to change" })
      return () => cards.tell({ fault: null })
    },
    async close() {
      await proxy.close()
      await cards.close()
    },
  }
}

/** Somebody with an e-mail and expenses, who paid their loan back long ago. */
function personOf(key: string): Change[] {
  const at = "2015-01-01T00:00:00.000Z"
  const put = (id: string, category: string, fields: Record<string, string | boolean>): Change => ({
    put: { id: `${id}-${key}`, person: key, category, at, fields },
  })
  const spent = { expense_kind: "rent", amount: "9000.00", declared_on: "2015-01-01" }
  return [
    { person: { key, pin: `2150517${key}`, phone: `+99655${key}`, language: "ky" } },
    put("l", "loans", { open: false, closed_on: "2015-01-01" }),
    put("e", "email", { email: `${key}@borrower.example` }),
    ...Array.from({ length: LINES }, (_, i) => put(`x${i}`, "expenses", spent)),
  ]
}
