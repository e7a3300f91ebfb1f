import { randomUUID } from "node:crypto"
import { drizzle } from "drizzle-orm/node-postgres"
import { afterAll, beforeAll, expect, it } from "vitest"
import { asSigned } from "@/lib/context"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { runSelfService } from "@/lib/fulfilment/run-self-service"
import { inForce as inForceNow } from "@/lib/policy/editions"
import { publishPolicy } from "@/lib/policy/publish-folder"
import { readPolicy } from "@/lib/policy/read"
import { refuseGroundsFor } from "@/lib/requests/grounds"
import { takePart } from "@/lib/requests/handle"
import { liftAnswered } from "@/lib/requests/lift-answered"
import { prepareWords } from "@/lib/requests/prepare-words"
import { previewReply, type ReplyOutcome, replyToPart } from "@/lib/requests/reply"
import { readyToSign, signRequest } from "@/lib/requests/sign"
import { wordsForm } from "@/lib/requests/words-form"
import { as, partRow } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
  await publishObjectable()
})
afterAll(() => here?.close())

const underlying = async () =>
  asSigned(here.house, await here.borrower(1), randomUUID(), (ctx) => inForceNow(ctx.db))

/** The next edition, under a profile that lets a person object to what rests on another basis. */
async function publishObjectable(): Promise<void> {
  const db = drizzle(here.owner)
  const [folder, { dataMap }] = [await readPolicy("policies/somo"), await inForceNow(db)]
  const bases = folder.profile.bases.map((basis) => ({ ...basis, objectable: true }))
  const declining = <T extends { kind: string; rights: string[] }>(ground: T): T =>
    ground.kind === "refuse" ? { ...ground, rights: [...ground.rights, "objection"] } : ground
  const [policy, profile] = [
    { ...folder.policy, grounds: folder.policy.grounds.map(declining) },
    { ...folder.profile, bases, grounds: folder.profile.grounds.map(declining) },
  ]
  await publishPolicy(db, { ...folder, policy, profile }, dataMap)
}

const restricted = async (): Promise<string[]> => {
  const { rows } = await here.lender.query(
    "select coalesce(processing_restricted_scope, '{}') as scope from core.customers where mobile_phone = '+996555000001'",
  )
  return [...rows[0].scope].sort()
}

async function object() {
  const signed = await here.borrower(1)
  const [topic] = wordsForm(await underlying(), "objection")?.topics ?? []
  if (!topic) throw new Error("the policy has nothing to object to")
  const asked = { right: "objection", about: [topic.code], words: "" }
  const { intent } = await prepareWords(here.house, signed, asked)
  const ready = await readyToSign(here.house, signed, { intent })
  const part = await as(here, signed, (ctx) => signRequest(ctx, ready))
  const { rows } = await here.owner.query<{ id: string }>(
    "select id from request_parts where request_id = $1 and right_code = 'restriction'",
    [part.requestId],
  )
  return { part, topic, block: rows[0]?.id ?? "" }
}

async function reply(id: string, version: number, outcome: ReplyOutcome, ground: string) {
  const officer = await here.staff("officer")
  const taken = await as(here, officer, (ctx) => takePart(ctx, { part: id, version }))
  const input = { part: id, version: taken.version, words: "Жооп.", outcome, ground }
  const { hash } = await as(here, officer, (ctx) => previewReply(ctx, input))
  await as(here, officer, (ctx) => replyToPart(ctx, { ...input, checked: hash }))
}

it("what an objection is about is restricted while it is open; declined, the use goes on; upheld, it does not", async () => {
  const { policy } = await underlying()
  const { part, topic, block } = await object()
  const used = policy.categories
    .filter(({ purposes }) => purposes.includes(topic.code))
    .map(({ code }) => code)
  await runSelfService(here.house, block)
  // While it is being carried out, nothing is lifted.
  await expect(liftAnswered(here.house, block)).rejects.toThrow()
  await fulfilPart(here.house, block)
  expect(await restricted()).toEqual([...used].sort())
  const ground = refuseGroundsFor(await underlying(), "objection")[0]?.code ?? ""
  await reply(part.id, part.version, "not_upheld", ground)
  await liftAnswered(here.house, block)
  await fulfilPart(here.house, block)
  expect(await restricted()).toEqual([])
  expect(await partRow(here, block)).toMatchObject({ status: "fulfilled" })
  // Killed and run again, it lifts nothing twice.
  const before = await partRow(here, block)
  await liftAnswered(here.house, block)
  expect(await partRow(here, block)).toEqual(before)

  const again = await object()
  await runSelfService(here.house, again.block)
  await fulfilPart(here.house, again.block)
  await reply(again.part.id, again.part.version, "upheld", "")
  expect(await restricted()).toEqual([...used].sort())
  const { rowCount } = await here.owner.query("select 1 from graphile_worker.jobs where key = $1", [
    `lift-restriction:${again.block}`,
  ])
  expect(rowCount).toBe(0)
})
