import { drizzle } from "drizzle-orm/node-postgres"
import { afterAll, beforeAll, expect, it } from "vitest"
import { dryRunCommand } from "@/bin/commands/dry-run"
import { sourceIdentities } from "@/db/schema/people"
import { around } from "@/lib/fulfilment/around.fixture"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { rehearsePart, verdictOf } from "@/lib/fulfilment/rehearse"
import { type OpenHouse, openHouse } from "@/lib/house"
import { sealIdentity } from "@/lib/people/new-account"
import { inForce } from "@/lib/policy/editions"
import { publishPolicy } from "@/lib/policy/publish-folder"
import { readPolicy } from "@/lib/policy/read"
import { readCategory } from "@/lib/records/read-category"
import { openReading } from "@/lib/records/reading"
import { resumeFulfilment } from "@/lib/requests/approve"
import { findCase } from "@/lib/requests/case"
import { caseLetters } from "@/lib/requests/case-file"
import { SourceUnreachable } from "@/lib/sources/failures"
import type { HttpMap } from "@/lib/sources/http/map"
import { rowsOf } from "@/lib/sources/http/reference/store.fixture"
import { type Cards, MAP, openCards, SECRET, WHOLE } from "@/lib/sources/http/reference/trial.fixture"
import { approve, as, partRow, proposeFor, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let lenders: TestDeployment
let house: OpenHouse
let cards: Cards
let here: TestDeployment

// Beside the lender's database a system that speaks the source contract, with the same person in it.
beforeAll(async () => {
  cards = await openCards()
  lenders = await testDeployment()
  await publishWith(MAP)
  const { configuration } = lenders.house
  house = openHouse(
    {
      ...configuration,
      connections: { ...configuration.connections, CARDS_URL: cards.server.url },
      webhookSecrets: { ...configuration.webhookSecrets, CARDS_WEBHOOK_SECRET: SECRET },
    },
    { size: 4 },
  )
  here = { ...lenders, house }
  await know("1003")
})
afterAll(async () => {
  await house?.close()
  await lenders?.close()
  await cards?.close()
})

/** Puts an edition in force whose data map has the other system, with so much of the contract. */
async function publishWith({ also }: HttpMap): Promise<void> {
  const db = drizzle(lenders.owner)
  const { dataMap } = await inForce(db)
  const { email, expenses } = MAP.holds
  if (!email || !expenses) throw new Error("the reference system holds both")
  const map = { ...MAP, also, holds: { email, expenses }, facts: [] }
  const sources = { ...dataMap.sources, cards: map }
  await publishPolicy(db, await readPolicy("policies/somo"), { ...dataMap, sources })
}

/** The third borrower in the other system, who is known there from now on. */
async function know(key: string): Promise<void> {
  const { subjectId } = (await here.borrower(3)).actor
  const put = (id: string, fields: Record<string, string>) =>
    cards.store.change({
      put: { id, person: key, category: "expenses", at: "2026-02-01T00:00:00.000Z", fields },
    })
  cards.store.change({
    person: { key, pin: "21503199000003", phone: "+996555000003", language: "ky" },
  })
  put("x-1", { expense_kind: "rent", amount: "7411.00" })
  put("x-2", { expense_kind: "food", amount: "3152.50" })
  const knownAs = [{ source: "cards", kind: "customer_id", value: key }]
  const { identities } = await sealIdentity(house.vault, subjectId, { logins: [], knownAs, name: "" })
  const bytes = (hex: string) => Buffer.from(hex, "hex")
  await drizzle(here.owner)
    .insert(sourceIdentities)
    .values(
      identities.map((each) => ({
        ...each,
        subjectId,
        proofLevel: 2,
        hash: bytes(each.hash),
        value: bytes(each.value),
      })),
    )
}

const shown = async (code: string) => {
  const borrower = await here.borrower(3)
  const { records, silent } = await readCategory(
    await openReading(house, borrower, borrower.actor.subjectId),
    code,
  )
  return {
    silent: silent.map(({ source }) => source),
    cards: records.flatMap(({ items }) =>
      items.flatMap(({ source, value }) => (source === "cards" ? [value] : [])),
    ),
  }
}

it("another person's data are on no page, whichever kind of source answers with them", async () => {
  expect(await shown("expenses")).toEqual({
    silent: [],
    cards: ["rent", "7411.00", "food", "3152.50"],
  })
  cards.server.twist = (verb, answer) => (verb === "read" ? { ...answer, subject: "1002" } : answer)
  expect(await shown("expenses")).toEqual({ silent: ["cards"], cards: [] })
  cards.server.twist = null
  const borrower = await here.borrower(3)
  const reading = await openReading(house, borrower, borrower.actor.subjectId)
  const [other = ""] = await reading.sources.of("lender").find("phone", "+996555000002")
  const swapped = new Map([
    ...reading.identities,
    [
      "lender",
      [
        { kind: "customer_id", value: other },
        { kind: "pin", value: "21503199000003" },
      ],
    ] as const,
  ])
  const page = await readCategory({ ...reading, identities: swapped }, "pin")
  const from = page.records.flatMap(({ items }) => items.map(({ source }) => source))
  expect([from, page.silent]).toMatchObject([["portal"], [{ source: "lender" }]])
})

/** A system that cannot take anything back: what is known of it, and what the command says and ends with. */
async function rehearsed({ id, number }: { id: string; number: string }): Promise<void> {
  const cardsIn = async () => {
    const dry = await rehearsePart(house, id)
    return [dry.sources.find(({ source }) => source === "cards")?.is, verdictOf(dry)]
  }
  expect(await cardsIn()).toEqual(["untried", "not_known"])
  const { configuration } = house
  const lines: string[] = []
  const env = {
    NODE_ENV: "test",
    ...{ DATABASE_URL: configuration.databaseUrl, APP_URL: configuration.appUrl, UKUK_DEMO: "1" },
    ...{ AUTH_SECRET: configuration.authSecret, MASTER_KEY: configuration.masterKey.toString("base64") },
    ...{ CARDS_WEBHOOK_SECRET: SECRET, ...configuration.connections },
  } as const
  expect(await dryRunCommand(["dry-run", number], env, (line) => lines.push(line))).toBe(3)
  expect(lines.at(-1)).toContain("is not known")
  cards.server.fault = "cut"
  expect(await cardsIn()).toEqual(["failed", "not"])
  cards.server.fault = null
}

it("an erasure whose answer is lost on the way is done once, read again, and certified for every source", async () => {
  const part = await signLetter(here, 3, { right: "erasure", categories: ["expenses"] })
  await approve(here, await proposeFor(here, part))
  const applied = () => cards.server.asked.filter((verb) => verb === "apply").length
  await rehearsed(part)
  expect(applied()).toBe(0)
  cards.server.fault = "lost"
  await expect(fulfilPart(house, part.id)).rejects.toThrow(SourceUnreachable)
  expect([applied(), rowsOf(cards.store, "1003", ["expenses"]).length]).toEqual([1, 0])
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilling" })

  cards.server.fault = null
  await fulfilPart(house, part.id)
  expect([applied(), cards.store.answered.size]).toEqual([2, 1])
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
  const { rows } = await here.owner.query(
    "select source, state, items from plan_operations o join plans p on p.id = o.plan_id where p.part_id = $1 and source = 'cards' and o.state <> 'planned'",
    [part.id],
  )
  expect(rows).toEqual([{ source: "cards", state: "verified", items: 4 }])
  const officer = await here.staff("officer")
  const letters = await as(here, officer, async (ctx) => caseLetters(ctx, await findCase(ctx, part.number)))
  expect(letters.find(({ kind }) => kind === "certificate")?.text).toContain("Карточкалар")
  expect(await shown("expenses")).toEqual({ silent: [], cards: [] })
  await fulfilPart(house, part.id)
  expect(applied()).toBe(2)
})

/** Another expense of the third borrower, in both systems. */
async function spendAgain(amount: string): Promise<void> {
  await here.lender.query(
    `insert into core.expenses select customer_id, 9, 'rent', 1, '2026-01-01' from core.customers
     where mobile_phone = '+996555000003' on conflict do nothing`,
  )
  cards.store.change({
    put: {
      ...{ id: "x-9", person: "1003", category: "expenses", at: "2026-02-01T00:00:00.000Z" },
      fields: { expense_kind: "rent", amount },
    },
  })
}

it("a system that is away keeps no other from doing its part; the certificate waits until all was read again", async () => {
  const OF_THIRD =
    "from core.expenses e join core.customers c using (customer_id) where c.mobile_phone = '+996555000003'"
  const left = async () => {
    const { rows } = await here.lender.query(`select e.* ${OF_THIRD}`)
    return [rows.length, rowsOf(cards.store, "1003", ["expenses"]).length]
  }
  await spendAgain("1.00")
  const part = await signLetter(here, 3, { right: "erasure", categories: ["expenses"] })
  await approve(here, await proposeFor(here, part))
  expect(await left()).toEqual([1, 1])
  cards.server.fault = "full"
  await expect(fulfilPart(house, part.id)).rejects.toThrow(SourceUnreachable)
  expect(await left()).toEqual([0, 1])
  expect((await here.owner.query("select 1 from certificates where part_id = $1", [part.id])).rows).toEqual(
    [],
  )

  cards.server.fault = null
  await fulfilPart(house, part.id)
  expect(await left()).toEqual([0, 0])
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
})

it("records too many to be named are rehearsed, erased by their spans, and certified", async () => {
  const number = 30
  await publishWith(WHOLE)
  Object.assign(cards.store, { named: 10, span: 4 })
  cards.store.change(
    ...Array.from({ length: number }, (_, i) => ({
      put: {
        ...{ id: `y-${10 + i}`, person: "1003", category: "expenses", at: "2026-02-01T00:00:00.000Z" },
        fields: { expense_kind: "rent", amount: "1.00" },
      },
    })),
  )
  const part = await signLetter(here, 3, { right: "erasure", categories: ["expenses"] })
  await approve(here, await proposeFor(here, part))
  const dry = await rehearsePart(house, part.id)
  const steps = dry.sources.find(({ source }) => source === "cards")?.steps
  expect(steps).toMatchObject(
    Array.from({ length: Math.ceil(number / 4) }, (_, i) => ({ would: "done", rows: i < 7 ? 4 : 2 })),
  )
  expect([verdictOf(dry), rowsOf(cards.store, "1003", ["expenses"]).length]).toEqual(["through", number])
  await fulfilPart(house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
  expect(rowsOf(cards.store, "1003", ["expenses"])).toEqual([])
})

it("what is gone from one system is seen also where another sends the part back to be planned", async () => {
  await spendAgain("2.00")
  const part = await signLetter(here, 3, { right: "erasure", categories: ["expenses"] })
  await approve(here, await proposeFor(here, part))
  await spendAgain("3.00")
  const contacts =
    "delete from core.contact_persons cp using core.customers c where c.customer_id = cp.customer_id"
  const takes = around(house, "lender", {
    async applyAll(work) {
      const answer = await work()
      const { rowCount } = await here.lender.query(`${contacts} and c.mobile_phone = '+996555000003'`)
      expect(rowCount).toBeGreaterThan(0)
      return answer
    },
  })
  await fulfilPart(takes, part.id)
  const stalled = await partRow(here, part.id)
  expect(stalled).toMatchObject({ status: "stalled", stall_cause: "lost" })

  const officer = await here.staff("officer")
  await as(here, officer, (ctx) => resumeFulfilment(ctx, { part: part.id, version: stalled.version }))
  await fulfilPart(house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "working" })
  const { rows } = await here.owner.query<{ gone: unknown[] }>(
    "select gone_beside as gone from plans where part_id = $1 and gone_beside is not null",
    [part.id],
  )
  expect(rows).toEqual([
    { gone: [{ source: "lender", category: "contact_persons", items: expect.any(Number) }] },
  ])
})
