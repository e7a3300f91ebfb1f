import { randomUUID } from "node:crypto"
import { eq, sql } from "drizzle-orm"
import { drizzle } from "drizzle-orm/node-postgres"
import { afterAll, beforeAll, expect, it } from "vitest"
import { letters } from "@/db/schema/letters"
import { refusalOf } from "@/db/testing/refusal"
import { asSigned, type Signed, type StaffActor, type SubjectActor } from "@/lib/context"
import { Conflict, Forbidden, Invalid, NotAllowedNow } from "@/lib/errors"
import { planOf } from "@/lib/fulfilment/plan"
import type { Letter } from "@/lib/letters/letter"
import { inForce } from "@/lib/policy/editions"
import { publishPolicy } from "@/lib/policy/publish-folder"
import { readPolicy } from "@/lib/policy/read"
import type { Part } from "@/lib/requests/access"
import { approveProposal } from "@/lib/requests/approve"
import { findCase, partToShow } from "@/lib/requests/case"
import { caseHistory, caseLetters } from "@/lib/requests/case-file"
import { openWorld, type World } from "@/lib/requests/cast.fixture"
import { answerQuestion, askQuestion, takePart } from "@/lib/requests/handle"
import { askProofOf } from "@/lib/requests/proof-asked"
import { prepareProposal, proposeDecision } from "@/lib/requests/propose"
import { outcomesFor, previewReply, type Reply, replyToPart } from "@/lib/requests/reply"
import type { PartScope } from "@/lib/requests/scope"
import { submitRequest } from "@/lib/requests/submit"

let world: World
let borrower: Signed<SubjectActor>
let officer: Signed<StaffActor>
let approver: Signed<StaffActor>
let auditor: Signed<StaffActor>

// A policy that can decline a complaint, and nothing else that is answered in words.
const DECLINE = "DATA_CONFIRMED"

beforeAll(async () => {
  world = await openWorld()
  const folder = await readPolicy("policies/somo")
  const grounds = folder.policy.grounds.map((ground) =>
    ground.code === DECLINE ? { ...ground, rights: [...ground.rights, "complaint" as const] } : ground,
  )
  await publishPolicy(
    drizzle(world.owner),
    { ...folder, policy: { ...folder.policy, grounds } },
    world.lender.map,
  )
  borrower = await world.borrower("+996555000002")
  officer = await world.colleague("officer", "Demo officer")
  approver = await world.colleague("approver", "Demo approver")
  auditor = await world.colleague("auditor")
})
afterAll(() => world?.end())

const WORDS: Letter = {
  direction: "incoming",
  language: "ky",
  title: "Арыз",
  blocks: [{ kind: "quote", label: "Кошумчам", text: "Эмне үчүн чалып жатасыздар?" }],
}

/** Registers a request that is answered in words, taken up by the officer. */
async function asked(scope: PartScope): Promise<Part> {
  const part = await asSigned(world.house, borrower, randomUUID(), async (ctx) =>
    submitRequest(ctx, {
      inForce: await inForce(ctx.db),
      scope,
      plan: planOf([]),
      letter: WORDS,
      intentId: null,
      name: "Тестова Бермет",
    }),
  )
  return world.as(officer, (ctx) => takePart(ctx, { part: part.id, version: part.version }))
}

const answer = (part: Part, change: Partial<Reply> = {}): Reply => ({
  part: part.id,
  version: part.version,
  words: "Чалуулар токтотулду.",
  outcome: "answered",
  ground: "",
  ...change,
})

const preview = (input: Reply, who = officer) => world.as(who, (ctx) => previewReply(ctx, input))

/** Reads the letter and sends it as read. */
async function reply(input: Reply, who = officer): Promise<Part> {
  const { hash } = await preview(input, who)
  return world.as(who, (ctx) => replyToPart(ctx, { ...input, checked: hash }))
}

const shown = (part: Part) =>
  world.as(auditor, async (ctx) => {
    const found = await findCase(ctx, part.number)
    const shownPart = partToShow(found, part.id)
    return {
      part: shownPart,
      letters: await caseLetters(ctx, found),
      history: await caseHistory(ctx, shownPart, true),
    }
  })

it("a question is asked back, answered, and closed with the very letter that was read, told once", async () => {
  const taken = await asked({ right: "question", about: [] })
  expect(taken).toMatchObject({ kind: "answer", status: "working" })
  const waiting = await world.as(officer, (ctx) =>
    askQuestion(ctx, { part: taken.id, version: taken.version, body: "Кайсы номер?" }),
  )
  await expect(preview(answer(waiting))).rejects.toThrow(NotAllowedNow)
  const part = await asSigned(world.house, borrower, randomUUID(), (ctx) =>
    answerQuestion(ctx, { part: taken.id, body: "Ушул номер" }),
  )
  await expect(preview(answer(taken))).rejects.toThrow(Conflict)
  const input = answer(part)
  const read = await preview(input)
  const send = (words: string, checked: string | undefined) =>
    world.as(officer, (ctx) => replyToPart(ctx, { ...input, words, checked }))
  await expect(send("Башка сөз", read.hash)).rejects.toMatchObject({ code: "letter_changed" })
  await expect(send(input.words, undefined)).rejects.toThrow(Conflict)
  expect((await shown(part)).part).toMatchObject({ status: "working", outcome: null, closedAt: null })

  expect(await send(input.words, read.hash)).toMatchObject({ status: "fulfilled" })
  await expect(send(input.words, read.hash)).rejects.toThrow(Conflict)
  const after = await shown(part)
  expect(after.part).toMatchObject({ status: "fulfilled", outcome: "answered", ground: null })
  expect(after.part.closedAt).not.toBeNull()
  const [, sent] = after.letters
  expect(after.letters.length).toBe(2)
  expect(sent).toMatchObject({ direction: "out", hash: read.hash, text: read.text, language: "ky" })
  for (const words of ["Тестова Бермет", "Суроо берүү", "Чалуулар токтотулду.", "макул болбосоңуз"])
    expect(sent?.text).toContain(words)
  expect(after.history.map(({ event, to, actor }) => [event, to, actor]).at(-1)).toEqual([
    "reply",
    "fulfilled",
    "Demo officer",
  ])
  const told = await world.owner.query(
    "select 1 from outbox where subject_id = $1 and template = 'answered'",
    [part.subjectId],
  )
  expect(told.rowCount).toBeGreaterThan(0)
  const jobs = await world.owner.query("select 1 from graphile_worker.jobs where key = $1", [
    `fulfil:${part.id}`,
  ])
  expect(jobs.rowCount).toBe(0)
})

it("what is declined is declined on a coded ground that answers this right, with words, in the verb and in the database", async () => {
  const part = await asked({ right: "complaint", about: [] })
  const declined = answer(part, {
    outcome: "not_upheld",
    ground: DECLINE,
    words: "Жазуу менен салыштырылды.",
  })
  for (const wrong of [
    { ground: "" },
    { ground: "NO_SUCH" },
    { ground: "AML_5Y" },
    { ground: "EVIDENCE_MISSING" },
    { words: " \n " },
    { words: "\u200b" },
  ])
    await expect(reply({ ...declined, ...wrong }), JSON.stringify(wrong)).rejects.toThrow(Invalid)

  const byHand = (set: string) =>
    refusalOf(
      world.as(officer, (ctx) =>
        ctx.db.execute(sql`update request_parts set ${sql.raw(set)} where id = ${part.id}`),
      ),
    )
  expect(await byHand("outcome = 'not_upheld'")).toBe("UK004")
  expect(await byHand("outcome = 'not_upheld', ground = ''")).toBe("UK004")
  expect(await byHand(`outcome = 'not_upheld', ground = '${DECLINE}'`)).toBe("UK004")
  expect(await byHand("status = 'fulfilled', outcome = 'answered'")).toBe("UK004")
  expect(await byHand("status = 'fulfilled'")).toBe("UK004")
  expect(await byHand("status = 'fulfilling'")).toBe("UK004")
  expect((await shown(part)).part).toMatchObject({ status: "working", outcome: null, ground: null })

  await reply(declined)
  expect(await byHand("ground = null")).toBe("UK004")
  const { part: closed, letters: kept } = await shown(part)
  expect(closed).toMatchObject({ status: "fulfilled", outcome: "not_upheld", ground: DECLINE })
  for (const words of ["канааттандырылган жок", "саясаттын 2.2(1)-пункту", "Жазуу менен салыштырылды."])
    expect(kept.at(-1)?.text).toContain(words)
})

it("is upheld without a ground; where neither policy nor law has one, nothing is declined", async () => {
  const part = await asked({ right: "objection", about: ["marketing_own"] })
  const { inForce: policy } = (await shown(part)).part
  expect(outcomesFor(policy, "complaint")).toEqual(["answered", "upheld", "partly_upheld", "not_upheld"])
  expect(outcomesFor(policy, "objection")).toEqual(["answered", "upheld"])
  expect(outcomesFor(policy, "existence")).toEqual(["answered"])
  await expect(reply(answer(part, { outcome: "not_upheld", ground: DECLINE }))).rejects.toMatchObject({
    fields: { outcome: { code: "choose_one" } },
  })
  await reply(answer(part, { outcome: "upheld", ground: DECLINE }))
  const after = await shown(part)
  expect(after.part).toMatchObject({ outcome: "upheld", ground: null })
  expect(after.letters.at(-1)?.text).toContain("Кайрылууңуз канааттандырылды.")
  const question = await asked({ right: "question", about: [] })
  await expect(reply(answer(question, { outcome: "upheld" }))).rejects.toThrow(Invalid)
})

it("a review of an automated decision names the person who made it; any other answer names the unit alone", async () => {
  const [review, objection] = [
    await asked({ right: "automated_review", about: ["credit_assessment"] }),
    await asked({ right: "objection", about: [] }),
  ]
  expect((await preview(answer(review))).text).toContain("Demo officer; demo")
  const plain = await preview(answer(objection))
  expect(plain.text).toContain(": demo")
  expect(plain.text).not.toContain("Demo officer")
})

it("officers alone answer; what has a plan is not answered in words, nor what is answered in words planned", async () => {
  const part = await asked({ right: "question", about: [] })
  for (const who of [approver, auditor]) await expect(preview(answer(part), who)).rejects.toThrow(Forbidden)
  const proposal = { part: part.id, version: part.version, keeps: [], refusal: null, explanation: "" }
  const prepared = await prepareProposal(world.house, officer, proposal)
  await expect(world.as(officer, (ctx) => proposeDecision(ctx, proposal, prepared))).rejects.toMatchObject({
    code: "answered_in_words",
  })
  await reply(answer(part))

  const other = await world.borrower("+996555000004")
  const received = await world.ask(other, { right: "erasure", categories: ["email"] })
  const erasure = await world.as(officer, (ctx) =>
    takePart(ctx, { part: received.id, version: received.version }),
  )
  await expect(preview(answer(erasure))).rejects.toMatchObject({ code: "answered_by_plan" })
  const forced = world.as(officer, (ctx) =>
    ctx.db.execute(
      sql`update request_parts set status = 'fulfilled', outcome = 'done' where id = ${erasure.id}`,
    ),
  )
  expect(await refusalOf(forced)).toBe("UK004")
})

it("whether data is held may be refused, but only as any refusal is: by a second person, on a ground, with words", async () => {
  const part = await asked({ right: "existence", about: [] })
  await askProofOf(world.house, part.id)
  const proposal = {
    ...(await world.seen(part)),
    keeps: [],
    refusal: { ground: "IDENTITY_NOT_PROVEN", reason: "Өкүлдүн ишеним каты жок" },
    explanation: "",
  }
  const prepared = await prepareProposal(world.house, officer, proposal)
  const proposed = await world.as(officer, (ctx) => proposeDecision(ctx, proposal, prepared))
  await expect(preview(answer(proposed))).rejects.toThrow(NotAllowedNow)
  const refused = await world.as(approver, (ctx) =>
    approveProposal(ctx, { part: proposed.id, version: proposed.version }),
  )
  expect(refused.status).toBe("refused")
  expect((await shown(part)).letters.at(-1)?.text).toContain("Өкүлдүн ишеним каты жок")
})

it("of two officers who answer at the same moment one does, and one letter goes out with one entry in the ledger", async () => {
  const part = await asked({ right: "claim", about: [] })
  const second = await world.colleague("officer", "Demo second officer")
  const { hash } = await preview(answer(part))
  const send = (who: Signed<StaffActor>) =>
    world.as(who, (ctx) => replyToPart(ctx, { ...answer(part), checked: hash }))
  const both = await Promise.allSettled([send(officer), send(second)])
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"])
  expect(both.find((each) => each.status === "rejected")?.reason).toBeInstanceOf(Conflict)
  const sent = await world.as(auditor, (ctx) =>
    ctx.db
      .select({ id: letters.id, direction: letters.direction })
      .from(letters)
      .where(eq(letters.partId, part.id)),
  )
  const [out, ...more] = sent.filter(({ direction }) => direction === "out")
  expect(more).toEqual([])
  const entries = await world.owner.query(
    "select 1 from ledger_inbox where convert_from(leaf, 'UTF8')::jsonb ->> 'object' = $1",
    [out?.id],
  )
  expect(entries.rowCount).toBe(1)
})
