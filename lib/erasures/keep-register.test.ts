import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, it } from "vitest"
import { registerFile } from "@/lib/configuration"
import { asWorker } from "@/lib/context"
import { enterErasure } from "@/lib/erasures/enter"
import { endLines, keepRegister, Restored } from "@/lib/erasures/keep-register"
import { type Entry, isEntry, type Line, personHash } from "@/lib/erasures/line"
import { allLines, RegisterFault } from "@/lib/erasures/register-file"
import { registerOf } from "@/lib/erasures/state"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { approve, as, proposeFor, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment
let file: string

beforeAll(async () => {
  here = await testDeployment()
  file = registerFile(here.house.configuration)
})
afterAll(() => here?.close())

const keep = () => keepRegister(here.house)
async function written(): Promise<Line[]> {
  const lines: Line[] = []
  for await (const line of allLines(registerOf(here.house))) lines.push(line)
  return lines
}
const entries = async (): Promise<Entry[]> => (await written()).filter(isEntry)
const ofKind = async (kind: Entry["kind"]) => (await entries()).filter((line) => line.kind === kind)

it("an erasure that was sealed is written down outside the database once, without a word of whom it was about", async () => {
  const part = await signLetter(here, 3, { right: "erasure", categories: ["contact_persons"] })
  await approve(here, await proposeFor(here, part))
  await keep()
  expect(await ofKind("carried_out")).toEqual([])
  await fulfilPart(here.house, part.id)
  await keep()
  await keep()
  const [line, ...others] = await ofKind("carried_out")
  expect(others).toEqual([])
  const { keyed } = registerOf(here.house)
  const { rows } = await here.lender.query<{ id: string; pin: string; phone: string }>(
    "select customer_id::text as id, pin, mobile_phone as phone from core.customers where mobile_phone = '+996555000003'",
  )
  const [person] = rows
  expect(line?.body.people).toEqual({
    portal: [personHash(keyed, "portal", part.subjectId)],
    lender: [personHash(keyed, "lender", person?.id ?? "")],
  })
  expect(line?.body.done).toMatchObject([{ source: "lender", op: "erase", category: "contact_persons" }])
  expect(line?.ground).toBe("erasure_register")
  expect(line?.untilOn).toBe(addedMonths(line?.at ?? "", 36))
  const text = readFileSync(file, "utf8")
  for (const secret of [part.subjectId, person?.pin, person?.phone.slice(1), part.number])
    expect(text).not.toContain(secret)
})

const addedMonths = (at: string, n: number) => {
  const day = new Date(Date.parse(at) + 6 * 3_600_000)
  day.setUTCMonth(day.getUTCMonth() + n)
  return day.toISOString().slice(0, 10)
}

it("a consent that ended is written down with whom it was of, and what a killed worker did not mark is not written twice", async () => {
  const person = await here.borrower(1)
  const { subjectId } = person.actor
  await asWorker(here.house, "test", { subject: subjectId }, (ctx) =>
    enterErasure(ctx, {
      subjectId,
      kind: "consent_ended",
      body: { consent: { purpose: "marketing_own", operations: ["use"], event: "withdrawn" } },
    }),
  )
  await keep()
  const before = await entries()
  const last = before.at(-1)
  expect(last?.kind).toBe("consent_ended")
  expect(Object.keys(last?.body.people ?? {}).sort()).toEqual(["lender", "portal"])
  await here.owner.query("update erasure_lines set seq = null, hash = null, until_on = null where seq = $1", [
    last?.seq,
  ])
  await keep()
  expect(await entries()).toEqual(before)
  const { rows } = await here.owner.query("select id, seq::int from erasure_lines where id = $1", [last?.id])
  expect(rows).toEqual([{ id: last?.id, seq: last?.seq }])
})

it("half a line from a power cut does not count; a line altered, cut out or missing is found, and nothing is written", async () => {
  const whole = readFileSync(file, "utf8")
  writeFileSync(file, `${whole}{"seq":`)
  await enterSomething()
  await keep()
  const now = readFileSync(file, "utf8")
  expect(now.startsWith(whole)).toBe(true)
  const lines = now.trimEnd().split("\n")
  const spoilt: Record<string, string> = {
    altered: now.replace('"op":"erase"', '"op":"allow"'),
    "its end altered": `${[...lines.slice(0, -1), lines.at(-1)?.replace("erasure_register", "none")].join("\n")}\n`,
    "a line cut out": `${lines.toSpliced(1, 1).join("\n")}\n`,
    "another key": `${lines.map((line) => line.replace(/"hash":"../, '"hash":"00')).join("\n")}\n`,
  }
  for (const [how, text] of Object.entries(spoilt)) {
    writeFileSync(file, text)
    await expect(written(), how).rejects.toThrow(/is damaged/)
  }
  writeFileSync(file, `${lines.slice(0, -1).join("\n")}\n`)
  await expect(keep()).rejects.toThrow(/ends at line \d+, and the database knows of \d+/)
  rmSync(file)
  await expect(keep()).rejects.toThrow(RegisterFault)
  writeFileSync(file, now)
  await keep()
})

it("a database older than the register writes nothing more to it", async () => {
  await enterSomething()
  await keep()
  const last = (await entries()).at(-1)
  const { rows } = await here.owner.query("delete from erasure_lines where id = $1 returning *", [last?.id])
  await expect(keep()).rejects.toThrow(Restored)
  await expect(endLines(here.house)).rejects.toThrow(Restored)
  const { id, subject_id, kind, body, at, until_on, seq, hash } = rows[0]
  await here.owner.query(
    "insert into erasure_lines (id, subject_id, kind, body, at, until_on, seq, hash) values ($1, $2, $3, $4, $5, $6, $7, $8)",
    [id, subject_id, kind, body, at, until_on, seq, hash],
  )
  await keep()
})

it("lines whose end has passed leave nothing of anybody, the last one stays, and the chain holds", async () => {
  const before = await entries()
  expect(await endLines(here.house)).toBe(0)
  expect(await entries()).toEqual(before)
  await here.owner.query(
    "update erasure_lines set at = at - interval '4 years', seq = null, hash = null, until_on = null",
  )
  rmSync(file)
  await keep()
  await enterSomething()
  await keep()
  const [old, fresh] = [(await entries()).filter(isOver), (await entries()).filter((line) => !isOver(line))]
  expect([old.length > 2, fresh.length]).toEqual([true, 2])
  expect(fresh.map(({ kind }) => kind)).toEqual(["mark", "restored"])
  expect(await endLines(here.house)).toBe(old.length)
  expect(await written()).toEqual([expect.objectContaining({ upTo: old.length }), ...fresh])
  const { rows } = await here.owner.query("select count(*)::int as n from erasure_lines")
  expect(rows).toEqual([{ n: 2 }])
  await enterSomething()
  await keep()
  expect((await entries()).map(({ seq }) => seq)).toEqual([1, 2, 3].map((n) => old.length + n))
})

const isOver = ({ untilOn }: Entry) => untilOn < new Date().toISOString().slice(0, 10)

const enterSomething = () =>
  asWorker(here.house, "test", null, (ctx) =>
    enterErasure(ctx, { subjectId: null, kind: "restored", body: {} }),
  )

it("a person and staff may enter the end of a consent alone and read nothing; what is written down the worker cannot change", async () => {
  const [person, other, officer] = [
    await here.borrower(1),
    await here.borrower(2),
    await here.staff("officer"),
  ]
  const add = (subject: string, kind: string) =>
    sql`insert into erasure_lines (subject_id, kind, body) values (${subject}, ${kind}, '{}')`
  const mine = person.actor.subjectId
  await as(here, person, (ctx) => ctx.db.execute(add(mine, "consent_ended")))
  await as(here, officer, (ctx) => ctx.db.execute(add(mine, "consent_ended")))
  for (const [subject, kind] of [
    [other.actor.subjectId, "consent_ended"],
    [mine, "carried_out"],
  ] as const)
    await expect(as(here, person, (ctx) => ctx.db.execute(add(subject, kind)))).rejects.toThrow(/42501/)
  await expect(as(here, officer, (ctx) => ctx.db.execute(add(mine, "forgotten")))).rejects.toThrow(/42501/)
  const look = sql`select 1 from erasure_lines`
  await expect(as(here, person, (ctx) => ctx.db.execute(look))).rejects.toThrow(/42501/)
  await expect(as(here, officer, (ctx) => ctx.db.execute(look))).rejects.toThrow(/42501/)
  await keep()
  const touched = await asWorker(here.house, "test", null, async (ctx) => [
    (await ctx.db.execute(sql`update erasure_lines set body = '{}'`)).rowCount,
    (await ctx.db.execute(sql`delete from erasure_lines`)).rowCount,
  ])
  expect(touched).toEqual([0, 0])
})
