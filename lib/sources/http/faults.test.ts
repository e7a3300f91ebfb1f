import { readFileSync, writeFileSync } from "node:fs"
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest"
import { readPolicy } from "@/lib/policy/read"
import { signatureOf } from "@/lib/signing/signature"
import { checkSource } from "../check-source"
import type { Connector } from "../connector"
import {
  AnswerUnusable,
  Quarantined,
  SourceRefused,
  SourceSlow,
  SourceUnreachable,
  ValueDoesNotFit,
} from "../failures"
import { factsOf, heldCategories, stoppable } from "../holdings"
import { readDataMap } from "../read-map"
import { openSources } from "../registry"
import { httpConnector } from "./connector"
import { httpFindings } from "./findings"
import { HttpMap } from "./map"
import type { Fault } from "./reference/server.fixture"
import { openStore, rowsOf } from "./reference/store.fixture"
import { type Cards, furnish, MAP, openCards, SECRET } from "./reference/trial.fixture"

let cards: Cards
let source: Connector
beforeAll(async () => {
  cards = await openCards()
})
beforeEach(() => {
  source = httpConnector("cards", MAP, cards.server.url, SECRET)
})
afterEach(() => Object.assign(cards.server, { fault: null, twist: null }))
afterAll(() => cards.close())

test.each<[Fault, new (...given: never[]) => Error, string]>([
  ["never", SourceSlow, "took too long"],
  ["cut", SourceUnreachable, "does not answer"],
  ["unsigned", AnswerUnusable, "gave an answer without a valid signature"],
  ["signed by another", AnswerUnusable, "gave an answer without a valid signature"],
  ["of yesterday", AnswerUnusable, "gave an answer without a valid signature"],
  ["of another question", AnswerUnusable, "gave an answer without a valid signature"],
  ["huge", AnswerUnusable, "gave an answer that is too large"],
  ["endless", AnswerUnusable, "gave an answer that is too large"],
  ["no JSON", AnswerUnusable, "gave an answer that the contract does not know (identify)"],
  ["error inside", AnswerUnusable, "gave an answer that the contract does not know (identify)"],
  ["redirect", SourceRefused, "refused the question (307)"],
  ["busy", SourceUnreachable, "answered with 429"],
  ["full", SourceUnreachable, "has no room left"],
  ["forbidden", SourceRefused, "refused the question (403)"],
])("a source that answers like this shows nothing, and says why: %s", async (fault, kind, sentence) => {
  const { identifiers } = furnish(cards)
  expect((await source.read({ identifiers })).total).toBe(9)
  cards.server.fault = fault
  const hurried = { ...MAP, limits: { seconds: 1, connections: 4 } }
  const asked = fault === "never" ? httpConnector("cards", hurried, cards.server.url, SECRET) : source
  const failure = await asked.read({ identifiers }).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(kind)
  expect(String(failure)).toContain(`cards: ${sentence}`)
})

type Said = Record<string, never> & { items: Record<string, unknown>[]; steps: Record<string, unknown>[] }
const twisting = (verb: string, change: (answer: Said) => object) => {
  cards.server.twist = (asked, answer) =>
    asked === verb ? { ...answer, ...change(structuredClone(answer) as Said) } : answer
}

test("nothing of another person's is shown, wherever their key stands", async () => {
  const [{ identifiers }, other] = [furnish(cards), furnish(cards)]
  const wanted = [{ op: "erase", category: "expenses" }] as const
  const { operations } = await source.plan(identifiers, wanted)
  const swaps: [string, (answer: Said) => object, () => Promise<unknown>][] = [
    ["read", () => ({ subject: other.key }), () => source.read({ identifiers })],
    [
      "read",
      ({ items }) => ({ items: items.map((item, i) => (i === 3 ? { ...item, subject: other.key } : item)) }),
      () => source.read({ identifiers }),
    ],
    ["count", () => ({ subject: other.key }), () => source.count({ identifiers })],
    ["plan", () => ({ subject: other.key }), () => source.plan(identifiers, wanted)],
    [
      "plan",
      ({ steps }) => ({ steps: steps.map((step) => ({ ...step, subject: other.key })) }),
      () => source.plan(identifiers, wanted),
    ],
    ["verify", () => ({ subject: other.key }), () => source.verify(identifiers, operations)],
    ["facts", () => ({ subject: other.key }), () => source.facts(["loan.open"], identifiers)],
    ["apply", () => ({ subjects: [other.key] }), () => source.applyAll(operations, "once")],
    [
      "identify",
      () => ({ people: [{ key: other.key, identifiers: [], language: null }] }),
      () => source.read({ identifiers }),
    ],
    [
      "find",
      () => ({ keys: [other.key] }),
      () => source.read({ identifiers: [{ kind: "pin", value: "1" }] }),
    ],
  ]
  for (const [verb, change, ask] of swaps) {
    twisting(verb, change)
    await expect([verb, await ask().catch((error: unknown) => error)]).toEqual([
      verb,
      expect.any(Quarantined),
    ])
  }
})

test("half a page, wrong types and plans of something else are refused", async () => {
  const { identifiers } = furnish(cards)
  const wanted = [{ op: "erase", category: "expenses" }] as const
  const items = (change: (item: Record<string, unknown>) => object) => (answer: Said) => ({
    items: answer.items.map((item) => ({ ...item, ...change(item) })),
  })
  const wrong: [string, (answer: Said) => object, string][] = [
    ["read", ({ items: all }) => ({ items: all.slice(1) }), "does not add up"],
    ["read", () => ({ total: 12 }), "does not add up"],
    ["read", () => ({ next: "more" }), "does not add up"],
    [
      "read",
      items(({ field }) => (field === "amount" ? { value: "much" } : {})),
      "wrong type (expenses.amount)",
    ],
    ["read", items(({ field }) => (field === "scan" ? { value: "inline" } : {})), "wrong type"],
    ["read", items(() => ({ category: "health" })), "an item that it was not asked for"],
    [
      "read",
      items(({ field }) => (field === "scan" ? { record: "../x" } : {})),
      "the contract does not know",
    ],
    ["read", ({ items: [first] }) => ({ items: Array(9).fill(first) }), "one item twice"],
    ["plan", () => ({ steps: [] }), "leaves out what was wanted"],
    [
      "plan",
      ({ steps: [step] }) => ({ steps: [{ ...step, items: { expenses: 6, email: 1 } }] }),
      "touches what nobody wanted",
    ],
    [
      "plan",
      ({ steps: [step] }) => ({ steps: [step, { ...step, op: "keep" }] }),
      "touches what nobody wanted",
    ],
    ["plan", () => ({ unplanned: [{ wanted: 7, why: "needed" }] }), "a plan of what it was not asked for"],
  ]
  for (const [verb, change, sentence] of wrong) {
    twisting(verb, change)
    const ask = verb === "read" ? source.read({ identifiers }) : source.plan(identifiers, wanted)
    const failure = await ask.catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(SourceRefused)
    expect(String(failure)).toContain(sentence)
  }
  cards.server.twist = null
  expect((await source.read({ identifiers })).total).toBe(9)
})

test("what is wanted of single items reaches no further than them", async () => {
  const { identifiers } = furnish(cards)
  const { items } = await source.read({ identifiers, categories: ["expenses"] })
  const row = items.filter(({ key }) => key.record === items[0]?.key.record).map(({ id }) => id)
  const erase = (ids: string[]) =>
    source.plan(identifiers, [{ op: "erase", category: "expenses", items: ids }])
  expect((await erase(row)).operations).toMatchObject([{ count: 3, keys: [items[0]?.key] }])
  expect(await erase(row.slice(1))).toMatchObject({ operations: [], unplanned: [{ why: "not_mapped" }] })
  expect(await erase(["email.email.e-1", "no item"])).toMatchObject({ unplanned: [{ why: "nothing_held" }] })
  for (const widened of [
    { records: items.map(({ key }) => key.record) },
    { fields: ["amount", "note"] },
    { items: { expenses: 4 } },
  ]) {
    twisting("plan", ({ steps: [step] }) => ({ steps: [{ ...step, ...widened }] }))
    await expect(erase(row)).rejects.toThrow("gave a plan that touches what nobody wanted")
  }
})

test("a lost answer is asked for again and told as it was; put back data are erased anew", async () => {
  const person = furnish(cards)
  const { identifiers } = person
  const { operations } = await source.plan(identifiers, [{ op: "erase", category: "expenses" }])
  const before = rowsOf(cards.store, person.key, ["expenses"])
  cards.server.fault = "cut"
  await expect(source.applyAll(operations, "once")).rejects.toThrow(SourceUnreachable)
  cards.server.fault = null
  const told = await source.applyAll(operations, "once")
  expect(told).toMatchObject({ state: "done", results: [{ state: "done", evidence: { rows: 2 } }] })
  expect(await source.applyAll(operations, "once")).toEqual(told)
  expect(await source.applyAll(operations, "twice")).toMatchObject({ results: [{ state: "already" }] })
  for (const put of before) cards.store.change({ put })
  expect(await source.verify(identifiers, operations)).toMatchObject({ held: false })
  expect(await source.applyAll(operations, "once")).toMatchObject({ results: [{ state: "done" }] })
  expect(rowsOf(openStore(cards.journal), person.key, ["expenses"])).toEqual([])
})

test("a change is whole or not at all, wherever the source ended while it kept it", async () => {
  const own = await openCards()
  const [key, at] = ["1", "2026-02-01T00:00:00.000Z"]
  const put = (id: string) => ({
    put: { id, person: key, category: "expenses", at, fields: { amount: "1.00" } },
  })
  own.store.change(
    { person: { key, pin: "21501199000009", phone: "+996555000099", language: null } },
    put("a"),
    put("b"),
  )
  const asked = httpConnector("cards", MAP, own.server.url, SECRET)
  const known = [{ kind: "customer_id", value: key }]
  const { operations } = await asked.plan(known, [{ op: "erase", category: "expenses" }])
  const begun = readFileSync(own.journal).length
  await asked.applyAll(operations, "ended")
  const whole = readFileSync(own.journal)
  const torn = `${own.journal}-torn`
  const left = (bytes: number) => {
    writeFileSync(torn, whole.subarray(0, bytes))
    return openStore(torn)
  }
  for (let bytes = begun; bytes < whole.length; bytes++)
    expect([...left(bytes).rows.keys()]).toEqual(["a", "b"])
  expect(left(whole.length)).toMatchObject({ rows: new Map(), answered: own.store.answered })
  left(whole.length - 1).change(put("c"))
  expect([...openStore(torn).rows.keys()]).toEqual(["a", "b", "c"])
  await own.close()
})

test("a value the source cannot hold is refused while it is typed", async () => {
  const { identifiers } = furnish(cards)
  const wanted = [{ op: "correct", category: "email", field: "email", value: "x".repeat(101) }] as const
  await expect(source.plan(identifiers, wanted)).rejects.toThrow(ValueDoesNotFit)
})

test("a source that asks for a pause is left alone for so long", async () => {
  cards.server.fault = "busy"
  await expect(source.ping()).rejects.toThrow("answered with 429")
  const asked = cards.server.asked.length
  cards.server.fault = null
  await expect(source.ping()).rejects.toThrow("asked to be left alone")
  expect(cards.server.asked.length).toBe(asked)
})

test("a signed question is taken by no other verb, and no older one", async () => {
  const send = async (path: string, seconds: number) => {
    const body = Buffer.from(JSON.stringify({ contract: "source/1", ask: "about" }))
    const signed = { id: "q-1", timestamp: String(Math.floor(Date.now() / 1000) - seconds), body }
    const headers = {
      "webhook-id": signed.id,
      "webhook-timestamp": signed.timestamp,
      "webhook-signature": `v1,${signatureOf(SECRET, signed)}`,
    }
    return (await fetch(`${cards.server.url}/${path}`, { method: "POST", headers, body })).status
  }
  expect(await send("about", 0)).toBe(200)
  expect(await send("people", 0)).toBe(400)
  expect(await send("about", 301)).toBe(401)
})

test("an address without TLS is not spoken to, nor a source whose secret is another", async () => {
  for (const url of ["http://cards.example", "ftp://127.0.0.1", "cards"])
    expect(() => httpConnector("cards", MAP, url, SECRET)).toThrow("has an address that is not https")
  const other = httpConnector(
    "cards",
    MAP,
    cards.server.url,
    `whsec_${Buffer.alloc(32, 2).toString("base64")}`,
  )
  await expect(other.ping()).rejects.toThrow("refused the question (401)")
})

test("the sources of a deployment open it where the data map names its address and its secret", async () => {
  const { policy } = await readPolicy("policies/somo")
  const { dataMap } = await readDataMap("policies/somo", policy)
  if (!dataMap) throw new Error("the map is sound")
  const map = { ...dataMap, sources: { cards: MAP } }
  const reached = { CARDS_URL: cards.server.url }
  expect(() => openSources(map, reached)).toThrow("has no secret: set CARDS_WEBHOOK_SECRET")
  const sources = openSources(map, reached, { secrets: { CARDS_WEBHOOK_SECRET: SECRET } })
  await expect(sources.of("cards").ping()).resolves.toBeUndefined()
  expect(heldCategories(MAP)).toEqual(["email", "expenses", "identity_document"])
  expect([factsOf(MAP), stoppable(MAP)]).toEqual([MAP.facts, { marketing_own: ["use"] }])
  await sources.close()
})

test("the check names what the source and the map do not share", async () => {
  const { url } = cards.server
  const check = async (map: HttpMap, at = url, secret: string | null = SECRET) =>
    (await checkSource("cards", map, { url: at, secret: secret ?? undefined })).map(({ reason }) => reason)
  expect(await check(MAP)).toEqual([])
  expect(await check(MAP, url, null)).toEqual([
    "CARDS_WEBHOOK_SECRET is not set: give it the secret shared with this source.",
  ])
  const { expenses, ...holds } = MAP.holds
  const drifted = HttpMap.parse({
    ...MAP,
    holds: { ...holds, income: expenses },
    facts: ["income.confirmed"],
    processing: { purposes: { research: ["use"] } },
  })
  expect(await check(drifted)).toEqual([
    'The source does not hold "income": take it out of the data map, or have the source answer it.',
    ...["amount", "declared_on", "expense_kind"].map(
      (field) => `The source holds "${field}" of "expenses" and the map does not: add it under "holds".`,
    ),
    'The source does not know how to stop "research" for "use": take it out of the data map, or have the source answer it.',
    'The source does not know the fact "income.confirmed": take it out of the data map, or have the source answer it.',
  ])
  expect(await check(MAP, "http://127.0.0.1:1")).toEqual([
    "The source does not answer at the address in CARDS_URL: cards: does not answer.",
  ])
  expect(await check(MAP, url, `whsec_${Buffer.alloc(32, 2).toString("base64")}`)).toEqual([
    "The source at the address in CARDS_URL does not speak the contract: cards: refused the question (401).",
  ])
  cards.server.fault = "error inside"
  expect(await check(MAP)).toEqual([expect.stringContaining("does not speak the contract")])
})

test("the map of such a source is held to the policy's own words", async () => {
  const { policy } = await readPolicy("policies/somo")
  const known = HttpMap.parse({
    ...MAP,
    subject: { ...MAP.subject, identifiers: [{ kind: "phone", normalise: "phone" }] },
    holds: {
      cards: { origin: "subject", fields: { number: { type: "text" } } },
      email: { origin: "neighbour", fields: { email: { type: "text" }, fax: { type: "text" } } },
    },
    processing: { purposes: { espionage: ["use"], marketing_own: ["cross_border"] } },
  })
  const found = httpFindings(policy, known, ["sources", "cards"])
  expect(found.map(({ path }) => path.slice(2).join("."))).toEqual([
    "subject.identifiers",
    "holds.cards",
    "holds.email.origin",
    "holds.email.fields.email.type",
    "holds.email.fields.fax",
    "processing.purposes.espionage",
    "processing.purposes.marketing_own.0",
  ])
  const { origins, categories } = policy
  const email = categories
    .find(({ code }) => code === "email")
    ?.fields.map(({ code, type }) => [code, { type }])
  const holds = { email: { origin: origins[0]?.code, fields: Object.fromEntries(email ?? []) } }
  expect(httpFindings(policy, HttpMap.parse({ ...MAP, holds }), [])).toEqual([])
})
