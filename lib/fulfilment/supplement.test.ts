import { afterAll, beforeAll, expect, it } from "vitest"
import { asWorker } from "@/lib/context"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { supplementPart } from "@/lib/fulfilment/supplement"
import { openLetter } from "@/lib/letters/keep-letter"
import { letterText } from "@/lib/letters/letter-text"
import { keepAnswer } from "@/lib/recipients/keep-answer"
import { findCase } from "@/lib/requests/case"
import { caseLetters } from "@/lib/requests/case-file"
import { myRequest } from "@/lib/requests/my-request"
import { approve, as, partRow, proposeFor, readAgainAfter, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())

type Fulfilled = { id: string; number: string; subjectId: string }

async function fulfilled(): Promise<Fulfilled> {
  const part = await signLetter(here, 3, { right: "erasure", categories: ["bank_account"] })
  await approve(here, await proposeFor(here, part))
  await fulfilPart(here.house, part.id)
  return part
}

/** The borrower has a bank account there again. */
const openAccount = () =>
  here.lender.query(
    `insert into core.bank_accounts (customer_id, bank_name, account_no, is_primary, added_at)
     select customer_id, 'Demo Bank', '1299999999999999', false, now() from core.customers where mobile_phone = '+996555000003'`,
  )

/** What the worker's round finds, and seals; run twice, since a worker may be killed at any instant. */
async function round(): Promise<string[]> {
  const found = () => here.owner.query<{ id: string }>("select guard.parts_to_supplement(200) as id")
  const { rows } = await found()
  for (const { id } of [...rows, ...rows]) await supplementPart(here.house, id)
  expect((await found()).rows).toEqual([])
  return rows.map(({ id }) => id)
}

/** The supplements the person has, the first first: number and text. */
async function supplements({ number }: Fulfilled): Promise<[string, string][]> {
  const signed = await here.borrower(3)
  const { letters } = await as(here, signed, (ctx) => myRequest(ctx, number))
  const own = letters.filter(({ kind }) => kind === "supplement")
  const opened = await Promise.all(own.map(({ id }) => as(here, signed, (ctx) => openLetter(ctx, id))))
  return opened
    .flatMap((each) => (each ? [[each.registration, letterText(each.letter)] as [string, string]] : []))
    .sort(([one], [other]) => one.localeCompare(other))
}

it("once the last recipient answered, and once the last reading is over, a supplement says so to the person and staff", async () => {
  const part = await fulfilled()
  expect(await round()).toEqual([])
  await supplementPart(here.house, part.id)
  expect(await supplements(part)).toEqual([])

  const { rows } = await here.owner.query<{ id: string }>(
    "select id from recipient_notices where part_id = $1",
    [part.id],
  )
  for (const { id } of rows)
    await asWorker(here.house, "recipient-link", { subject: part.subjectId }, (ctx) =>
      keepAnswer(ctx, id, { answer: "not_held", ground: null, as: {} }),
    )
  expect(await round()).toEqual([part.id])
  const [[number, text] = []] = await supplements(part)
  expect(number).toBe(`${part.number}/2`)
  expect(text).toContain("кайрылууну аткаруу актысына толуктоо")
  expect(text).toContain("бул маалымат өзүндө жок деп жооп берди: ")
  expect(text).not.toContain("Кийинки кайра окуулар")

  await readAgainAfter(here, part)
  expect(await round()).toEqual([part.id])
  const all = await supplements(part)
  expect(all.map(([each]) => each)).toEqual([`${part.number}/2`, `${part.number}/3`])
  expect(all[1]?.[1].match(/баары актыда жазылгандай/g)).toHaveLength(3)
  expect(all[1]?.[1]).not.toContain("Маалыматты алуучулар")

  const officer = await here.staff("officer")
  const seen = await as(here, officer, async (ctx) => caseLetters(ctx, await findCase(ctx, part.number)))
  expect(seen.filter(({ kind }) => kind === "supplement")).toHaveLength(2)
  const { rows: told } = await here.owner.query("select 1 from outbox where template = 'supplement'")
  expect(told.length).toBeGreaterThanOrEqual(2)
  const change = as(here, officer, ({ db }) => db.execute("update certificates set tells = null"))
  await expect(change).rejects.toMatchObject({ code: "42501" })
  const ask = as(here, officer, ({ db }) => db.execute("select guard.parts_to_supplement(1)"))
  await expect(ask).rejects.toMatchObject({ code: "42501" })
})

it("a recipient whose day passed is said to be silent; of a part that is open again nothing is sealed", async () => {
  await openAccount()
  const part = await fulfilled()
  await here.owner.query(
    "update recipient_notices set told_at = now(), due_on = current_date - 3 where part_id = $1",
    [part.id],
  )
  await openAccount()
  await readAgainAfter(here, part)
  expect(await partRow(here, part.id)).toMatchObject({ status: "working" })
  expect(await round()).toEqual([])
  await supplementPart(here.house, part.id)
  expect(await supplements(part)).toEqual([])

  const { version, status } = await partRow(here, part.id)
  await approve(here, await proposeFor(here, { id: part.id, version, status }))
  await fulfilPart(here.house, part.id)
  await here.owner.query("update recipient_notices set due_on = current_date - 3 where part_id = $1", [
    part.id,
  ])
  await here.owner.query("update rereads set due_on = due_on - 40 where part_id = $1 and at is not null", [
    part.id,
  ])
  await readAgainAfter(here, part)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
  expect(await round()).toEqual([part.id])
  const [[, text] = []] = await supplements(part)
  expect(text).toMatch(/Маалыматты алуучулар[\s\S]*чейин жооп берген жок/)
  expect(text).toMatch(/актыдан айырмаланды, иш кайра башталды: .+ \(\d+\), /)
  expect(text).toContain("баары актыда жазылгандай")
})
