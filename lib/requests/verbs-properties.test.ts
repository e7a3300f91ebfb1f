import { randomUUID } from "node:crypto"
import fc from "fast-check"
import { afterAll, beforeAll, expect, test } from "vitest"
import { asSigned, type Ctx, type Signed, type StaffActor, type SubjectActor } from "@/lib/context"
import { Expected } from "@/lib/errors"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { wakePart } from "@/lib/fulfilment/wake"
import { approveProposal, retractProposal, sendBack } from "@/lib/requests/approve"
import { checkAttachment } from "@/lib/requests/attach"
import { awaitPerson } from "@/lib/requests/await-person"
import { openWorld, type World } from "@/lib/requests/cast.fixture"
import { extendTerm } from "@/lib/requests/extend"
import { answerForThem, answerQuestion, askQuestion, cancelRequest, takePart } from "@/lib/requests/handle"
import { next, type PartEvent, proposalKinds, type Status } from "@/lib/requests/machine"
import { prepareProposal, proposeDecision } from "@/lib/requests/propose"
import { askProof, confirmIdentity, prove } from "@/lib/requests/prove"
import { reopenRequest } from "@/lib/requests/reopen"
import { previewReply, replyToPart } from "@/lib/requests/reply"
import type { PartScope } from "@/lib/requests/scope"
import { PNG } from "@/lib/testing/files.fixture"

const SCOPES: PartScope[] = [
  { right: "erasure", categories: ["email"] },
  { right: "withdrawal", purposes: [{ purpose: "credit_assessment", operations: ["use", "store"] }] },
  { right: "complaint", about: [] },
]

let world: World
/** Two who officer and two who approve, and one who is now this, now that. */
let staff: Signed<StaffActor>[]

beforeAll(async () => {
  world = await openWorld()
  staff = [
    await world.colleague("officer"),
    await world.colleague("officer"),
    await world.colleague("approver"),
    await world.colleague("approver"),
    await world.colleague("officer", "Demo turncoat"),
  ]
})
afterAll(() => world?.end())

type Scene = { part: string; person: Signed<SubjectActor>; by: Signed<StaffActor> }
type Act = (scene: Scene) => Promise<unknown>

const seen = (scene: Scene) => world.seen({ id: scene.part })
const asStaff =
  (work: (ctx: Ctx<StaffActor>, at: { part: string; version: number }) => Promise<unknown>): Act =>
  async (scene) => {
    const at = await seen(scene)
    return world.as(scene.by, (ctx) => work(ctx, at))
  }
const asPerson =
  (work: (ctx: Ctx<SubjectActor>, at: { part: string; version: number }) => Promise<unknown>): Act =>
  async (scene) => {
    const at = await seen(scene)
    return asSigned(world.house, scene.person, randomUUID(), (ctx) => work(ctx, at))
  }
const file = (scene: Scene) => checkAttachment(world.house, scene.person, { name: "id.png", bytes: PNG })

const propose =
  (ground: string | null): Act =>
  async (scene) => {
    const refusal = ground ? { ground, reason: "Негизи бар" } : null
    const input = { ...(await seen(scene)), keeps: [], refusal, explanation: "" }
    const prepared = await prepareProposal(world.house, scene.by, input)
    return world.as(scene.by, (ctx) => proposeDecision(ctx, input, prepared))
  }

const REPLY = { words: "Жооп", outcome: "upheld", ground: "" } as const

const acts: Record<string, Act> = {
  take: asStaff(takePart),
  ask: asStaff((ctx, at) => askQuestion(ctx, { ...at, body: "Кайсынысы?" })),
  answer: asPerson((ctx, { part }) => answerQuestion(ctx, { part, body: "Баары" })),
  answerFor: asStaff((ctx, at) => answerForThem(ctx, { ...at, body: "Телефон аркылуу" })),
  askProof: asStaff((ctx, at) => askProof(ctx, { ...at, doubt: "Шек", suffices: "Паспорт" })),
  prove: async (scene) => {
    const sent = await file(scene)
    return asPerson((ctx, at) => prove(ctx, { ...at, words: "" }, sent))(scene)
  },
  confirm: asStaff((ctx, at) => confirmIdentity(ctx, { ...at, method: "document" })),
  propose: propose(null),
  proposeAgain: propose(null),
  refuse: propose("IDENTITY_NOT_PROVEN"),
  retract: asStaff(retractProposal),
  approve: asStaff(approveProposal),
  approveToo: asStaff(approveProposal),
  sendBack: asStaff((ctx, at) => sendBack(ctx, { ...at, reason: "Толук эмес" })),
  reply: asStaff(async (ctx, at) => {
    const { hash } = await previewReply(ctx, { ...at, ...REPLY })
    return replyToPart(ctx, { ...at, ...REPLY, checked: hash })
  }),
  extend: asStaff((ctx, at) => {
    const until = new Date(ctx.now.getTime() + 40 * 86_400_000).toISOString().slice(0, 10)
    return extendTerm(ctx, { ...at, reason: "Архив", longer: { until } })
  }),
  cancel: asPerson(cancelRequest),
  reopen: async (scene) => {
    const sent = await file(scene)
    return asPerson((ctx, at) => reopenRequest(ctx, { ...at, body: "Баары" }, sent))(scene)
  },
  fulfil: ({ part }) => fulfilPart(world.house, part),
  wake: ({ part }) => wakePart(world.house, part),
  days: async ({ part }) => {
    await world.age({ id: part }, 11)
    await awaitPerson(world.house, part)
  },
  hold: ({ person, by }) =>
    world.owner.query(
      "insert into holds (subject_id, ground, categories, set_by, review_on) values ($1, 'LEGAL_HOLD', '{email}', $2, current_date + 30)",
      [person.actor.subjectId, by.actor.accountId],
    ),
  unhold: ({ person }) =>
    world.owner.query("update holds set ended_at = now() where subject_id = $1", [person.actor.subjectId]),
  turn: async () => {
    const last = staff[4]
    if (!last) return
    staff[4] = await world.became(last, { role: last.actor.role === "officer" ? "approver" : "officer" })
  },
}
const names = Object.keys(acts)
/** What makes sense where the part stands, so that the sequences go far; at other times anything is tried. */
const likely: Partial<Record<Status, string[]>> = {
  received: ["take", "take", "askProof", "extend", "hold"],
  verifying: ["prove", "confirm", "confirm", "refuse", "days"],
  waiting: ["answer", "answerFor", "days", "days", "days"],
  working: ["propose", "propose", "refuse", "reply", "ask", "askProof", "hold"],
  proposed: ["approve", "approve", "approveToo", "sendBack", "retract", "turn", "hold"],
  fulfilling: ["fulfil", "fulfil", "hold"],
  deferred: ["wake", "unhold"],
  lapsed: ["reopen", "reopen"],
}

const one = async <T>(text: string, values: unknown[]): Promise<T> =>
  (await world.owner.query(text, values)).rows[0] as T

type Row = { status: Status; due: Date | null; right: string }
const rowOf = (part: string) =>
  one<Row>("select status, due_at as due, right_code as right from request_parts where id = $1", [part])

/** What the database must never hold, whatever was tried. */
async function check(part: string): Promise<Row> {
  const row = await rowOf(part)
  const { rows: history } = await world.owner.query<{ event: PartEvent; from: Status; to: Status }>(
    'select event, from_status as "from", to_status as "to" from part_events where part_id = $1 order by at',
    [part],
  )
  let at: Status = "draft"
  for (const { event, from, to } of history) {
    expect(from, `${event} began where the part stood`).toBe(at)
    const ends = proposalKinds.map((proposalKind) => next(from, event, { proposalKind }))
    expect(ends, `${event} from ${from}`).toContain(to)
    at = to
  }
  expect(row.status).toBe(at)
  if (["fulfilled", "refused", "lapsed"].includes(row.status)) {
    const told = await one<{ n: number }>(
      "select count(*)::int as n from letters where part_id = $1 and direction = 'out' and kind not in ('reminder', 'extension')",
      [part],
    )
    expect(told.n, `closed as ${row.status} without a letter`).toBeGreaterThan(0)
  }
  if (row.right === "withdrawal") expect(["refused", "lapsed"]).not.toContain(row.status)
  const own = await one<{ n: number }>(
    "select count(*)::int as n from approvals a join proposals p on p.part_id = a.part_id where a.part_id = $1 and p.author_id = a.approver_id and p.at <= a.at",
    [part],
  )
  expect(own.n, "approved by an author").toBe(0)
  return row
}

const closed: readonly Status[] = ["fulfilled", "refused", "cancelled"]

/** Whether the person's e-mail was erased in the lender's own system. */
const isErased = async (phone: string): Promise<boolean> => {
  const rows = await world.lender.sql("select email from core.customers where mobile_phone = $1", [phone])
  return rows.length === 0 || rows[0]?.email === null
}
const isHeld = async ({ person }: Scene): Promise<boolean> =>
  (
    await one<{ n: number }>(
      "select count(*)::int as n from holds where subject_id = $1 and ended_at is null",
      [person.actor.subjectId],
    )
  ).n > 0

test("whatever people try on a real part, in any order and any role, leaves the database as it may be", async () => {
  const [done, reached] = [new Map<string, number>(), new Set<Status>()]
  // The suite tries the same every time; SEED tries something else.
  const seed = Number(process.env.SEED ?? 20_261_123)
  const phones = Array.from({ length: 6 }, (_, n) => `+99655500000${n + 1}`)
  const runs = fc.sample(
    fc.array(fc.record({ pick: fc.nat({ max: 400 }), wild: fc.nat({ max: 3 }), who: fc.nat({ max: 4 }) }), {
      minLength: 45,
      maxLength: 50,
    }),
    { numRuns: phones.length, seed },
  )
  for (const [index, tries] of runs.entries()) {
    const phone = phones[index] ?? ""
    const person = await world.borrower(phone)
    const scope = SCOPES[index % SCOPES.length] as PartScope
    let { id: part } = await world.ask(person, scope, "Жооп күтөм")
    let before = await check(part)
    for (const { pick, wild, who } of tries) {
      if (closed.includes(before.status)) {
        part = (await world.ask(person, scope, "Дагы бир жолу")).id
        before = await check(part)
      }
      const able = (wild > 0 && likely[before.status]) || names
      const act = able[pick % able.length] ?? "take"
      const by = staff[who]
      if (!by) throw new Error("nobody")
      const scene = { part, person, by }
      const kept = (await isHeld(scene)) && !(await isErased(phone))
      const refused = await acts[act]?.(scene).then(
        () => false,
        (error: unknown) => {
          if (error instanceof Expected) return true
          throw new Error(`${act} by ${by.actor.role}, seed ${seed}`, { cause: error })
        },
      )
      if (!refused) done.set(act, (done.get(act) ?? 0) + 1)
      if (kept) expect(await isErased(phone), `${act} erased under a hold, seed ${seed}`).toBe(false)
      const after = await check(part)
      expect(after.due).toBeInstanceOf(Date)
      if (act !== "days")
        expect(Number(after.due), `${act} brought the date forward, seed ${seed}`).toBeGreaterThanOrEqual(
          Number(before.due),
        )
      before = after
      reached.add(after.status)
    }
  }
  expect(done.size).toBeGreaterThan(12)
  expect(reached.size).toBeGreaterThan(7)
}, 120_000)
