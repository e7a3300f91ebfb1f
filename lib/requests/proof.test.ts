import { randomUUID } from "node:crypto"
import { eq } from "drizzle-orm"
import { afterAll, beforeAll, expect, it } from "vitest"
import { requestParts } from "@/db/schema/requests"
import { asSigned, type Ctx, type Signed, type StaffActor, type SubjectActor } from "@/lib/context"
import { Forbidden, Invalid, NotAllowedNow } from "@/lib/errors"
import type { Part } from "@/lib/requests/access"
import { approveProposal } from "@/lib/requests/approve"
import { type Checked, checkAttachment } from "@/lib/requests/attach"
import { openWorld, type World } from "@/lib/requests/cast.fixture"
import { answerForThem, askQuestion, takePart } from "@/lib/requests/handle"
import { myRequest } from "@/lib/requests/my-request"
import { askProofOf } from "@/lib/requests/proof-asked"
import { prepareProposal, proposeDecision } from "@/lib/requests/propose"
import { askProof, confirmIdentity, prove } from "@/lib/requests/prove"
import type { PartScope } from "@/lib/requests/scope"
import { PNG } from "@/lib/testing/files.fixture"

let world: World
let officer: Signed<StaffActor>
let approver: Signed<StaffActor>

beforeAll(async () => {
  world = await openWorld()
  officer = await world.colleague("officer")
  approver = await world.colleague("approver")
})
afterAll(() => world?.end())

const QUESTION: PartScope = { right: "question", about: [] }
const EXISTENCE: PartScope = { right: "existence", about: [] }

const by = <T>(who: Signed<SubjectActor>, work: (ctx: Ctx<SubjectActor>) => Promise<T>) =>
  asSigned(world.house, who, randomUUID(), work)
const seen = (part: Pick<Part, "id">) => world.seen(part)
const row = async ({ id }: Pick<Part, "id">) =>
  (
    await world.owner.query(
      "select status, awaited_since is not null as awaited, due_on::text as due from request_parts where id = $1",
      [id],
    )
  ).rows[0]
const picture = (who: Signed<SubjectActor>): Promise<Checked> =>
  checkAttachment(world.house, who, { name: "id.png", bytes: PNG })
const sentTo = async (who: Signed<SubjectActor>, template: string) =>
  (
    await world.owner.query("select 1 from outbox where subject_id = $1 and template = $2", [
      who.actor.subjectId,
      template,
    ])
  ).rowCount

it("an officer in doubt says so and what suffices; a document comes, an officer confirms and says how, and nobody asks again", async () => {
  const person = await world.borrower("+996555000001")
  const part = await world.ask(person, QUESTION, "Кайсы маалымат?")
  await world.as(officer, async (ctx) => takePart(ctx, await seen(part)))
  const doubt = { doubt: "Кол коюлган ат башка", suffices: "Паспорттун биринчи бети" }
  await expect(
    world.as(officer, async (ctx) => askProof(ctx, { ...(await seen(part)), ...doubt, suffices: " " })),
  ).rejects.toThrow(Invalid)
  await expect(
    world.as(approver, async (ctx) => askProof(ctx, { ...(await seen(part)), ...doubt })),
  ).rejects.toThrow(Forbidden)
  await world.as(officer, async (ctx) => askProof(ctx, { ...(await seen(part)), ...doubt }))
  expect(await row(part)).toMatchObject({ status: "verifying", awaited: true })
  expect(await sentTo(person, "proof")).toBe(1)
  const asked = await by(person, (ctx) => myRequest(ctx, part.number))
  expect(asked).toMatchObject({ word: "your_turn", next: "verifying" })
  expect(asked.thread.at(-1)?.body).toBe("Кол коюлган ат башка\n\nПаспорттун биринчи бети")

  await expect(
    by(person, async (ctx) => prove(ctx, { ...(await seen(part)), words: "мына" }, null)),
  ).rejects.toThrow(Invalid)
  const file = await picture(person)
  await by(person, async (ctx) => prove(ctx, { ...(await seen(part)), words: "" }, file))
  expect(await row(part)).toMatchObject({ status: "verifying", awaited: false })
  expect(await by(person, (ctx) => myRequest(ctx, part.number))).toMatchObject({
    word: "in_review",
    next: "proved",
    documents: [{ id: file.id }],
  })

  await expect(
    world.as(officer, async (ctx) => confirmIdentity(ctx, { ...(await seen(part)), method: "fee" })),
  ).rejects.toThrow(Invalid)
  await world.as(officer, async (ctx) => confirmIdentity(ctx, { ...(await seen(part)), method: "document" }))
  expect(await row(part)).toMatchObject({ status: "working", awaited: false })
  await expect(
    by(person, async (ctx) => prove(ctx, { ...(await seen(part)), words: "" }, await picture(person))),
  ).rejects.toThrow(NotAllowedNow)

  const next = await world.ask(person, EXISTENCE, "")
  await askProofOf(world.house, next.id)
  expect(await row(next)).toMatchObject({ status: "received" })
})

it("a right for which the policy wants identity asks for proof by itself, once; taking it confirms nobody by the way", async () => {
  const person = await world.borrower("+996555000002")
  const part = await world.ask(person, EXISTENCE, "")
  const jobs = await world.owner.query("select 1 from graphile_worker.jobs where key = $1", [
    `ask-proof:${part.id}`,
  ])
  expect(jobs.rowCount).toBe(1)
  await world.as(officer, async (ctx) => takePart(ctx, await seen(part)))
  expect(await row(part)).toMatchObject({ status: "received" })
  await askProofOf(world.house, part.id)
  await askProofOf(world.house, part.id)
  expect(await row(part)).toMatchObject({ status: "verifying", awaited: true })
  expect(await sentTo(person, "proof")).toBe(1)
  await world.as(officer, async (ctx) => confirmIdentity(ctx, { ...(await seen(part)), method: "in_person" }))
  expect(await row(part)).toMatchObject({ status: "working" })
})

it("proof that does not suffice is refused by two people on a coded ground, and nothing else is decided meanwhile", async () => {
  const person = await world.borrower("+996555000003")
  const part = await world.ask(person, EXISTENCE, "")
  await askProofOf(world.house, part.id)
  const refusal = { ground: "IDENTITY_NOT_PROVEN", reason: "Документ башка адамдыкы" }
  const propose = async (given: { ground: string; reason: string } | null) => {
    const input = { ...(await seen(part)), keeps: [], refusal: given, explanation: "" }
    const prepared = await prepareProposal(world.house, officer, input)
    return world.as(officer, (ctx) => proposeDecision(ctx, input, prepared))
  }
  await expect(propose({ ...refusal, ground: "" })).rejects.toThrow(Invalid)
  await expect(propose({ ...refusal, ground: "AML_5Y" })).rejects.toThrow(Invalid)
  await propose(refusal)
  expect(await row(part)).toMatchObject({ status: "proposed" })
  const { rows } = await world.owner.query("select event from part_events where part_id = $1 order by at", [
    part.id,
  ])
  expect(rows.map(({ event }) => event)).toEqual(["submit", "ask_proof", "reject_proof"])
  await world.as(approver, async (ctx) => approveProposal(ctx, await seen(part)))
  expect(await row(part)).toMatchObject({ status: "refused" })
})

it("an answer given by phone is written down by an officer, and only where something was asked", async () => {
  const person = await world.borrower("+996555000004")
  const part = await world.ask(person, QUESTION, "Кайсы маалымат?")
  await world.as(officer, async (ctx) => takePart(ctx, await seen(part)))
  const answer = { body: "Телефон аркылуу: 2024-жылкы келишим жөнүндө" }
  await expect(
    world.as(officer, async (ctx) => answerForThem(ctx, { ...(await seen(part)), ...answer })),
  ).rejects.toThrow(NotAllowedNow)
  await world.as(officer, async (ctx) => askQuestion(ctx, { ...(await seen(part)), body: "Кайсы келишим?" }))
  expect(await row(part)).toMatchObject({ status: "waiting", awaited: true })
  await world.as(officer, async (ctx) => answerForThem(ctx, { ...(await seen(part)), ...answer }))
  expect(await row(part)).toMatchObject({ status: "working", awaited: false })

  // The database lets a person send proof, and neither confirm themselves nor touch their term.
  await world.as(officer, async (ctx) => askProof(ctx, { ...(await seen(part)), doubt: "a", suffices: "b" }))
  const change = (set: Partial<typeof requestParts.$inferInsert>) =>
    by(person, (ctx) => ctx.db.update(requestParts).set(set).where(eq(requestParts.id, part.id)))
  await expect(change({ status: "working" })).rejects.toThrow()
  await expect(change({ dueAt: new Date("2030-01-01T00:00:00Z") })).rejects.toThrow()
  await expect(change({ status: "verifying" })).resolves.toBeDefined()
})
