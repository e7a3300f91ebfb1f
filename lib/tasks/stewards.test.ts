import { afterAll, beforeAll, expect, it } from "vitest"
import type { Signed, StaffActor } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { NotAllowedNow } from "@/lib/errors"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { approveProposal } from "@/lib/requests/approve"
import type { World } from "@/lib/requests/cast.fixture"
import { takePart } from "@/lib/requests/handle"
import { prepareProposal, proposeDecision } from "@/lib/requests/propose"
import { sendDigests } from "@/lib/requests/staff-digest"
import { listMessages } from "@/lib/runs/list-messages"
import { answerTask } from "@/lib/tasks/answer-task"
import { DONE, openArchive } from "@/lib/tasks/archive.fixture"
import { remindOfTasks } from "@/lib/tasks/remind"

let world: World
let officer: Signed<StaffActor>
let steward: Signed<StaffActor>

beforeAll(async () => {
  world = await openArchive({ respondent: "steward" })
  officer = await world.colleague("officer")
  steward = await world.colleague("steward")
  for (const [i, { actor }] of [officer, steward].entries())
    await world.owner.query(
      "insert into account_logins (account_id, kind, hash, value) values ($1, 'email', $2, $3)",
      [
        actor.accountId,
        Buffer.from(`hash ${i}`),
        world.house.vault.sealOwn(`staff_login|${actor.accountId}`, `${actor.role}@demo.example`),
      ],
    )
})
afterAll(() => world?.end())

async function erase(): Promise<{ id: string; number: string }> {
  const signed = await world.borrower("+996555000003")
  const part = await world.ask(signed, { right: "erasure", categories: ["bank_account"] })
  await world.as(officer, (ctx) => takePart(ctx, { part: part.id, version: 1 }))
  const asked = { keeps: [], settled: [], refusal: null, explanation: "" }
  const proposal = { ...(await world.seen(part)), ...asked }
  const prepared = await prepareProposal(world.house, officer, proposal)
  const { version } = await world.as(officer, (ctx) => proposeDecision(ctx, proposal, prepared))
  const approver = await world.colleague("approver")
  await world.as(approver, (ctx) => approveProposal(ctx, { part: part.id, version }))
  await fulfilPart(world.house, part.id)
  return part
}

const mailsTo = async (to: string) => (await listMessages(world.house, 50)).filter((mail) => mail.to === to)
const duties = async () =>
  (
    await world.owner.query<{ role: string; open: boolean }>(
      "select role, dropped_at is null as open from duty_tasks where kind = 'source_task'",
    )
  ).rows

it("stewards are told of what they are asked, reminded of it, and a late answer ends the duty to go after it", async () => {
  const part = await erase()
  await fulfilPart(world.house, part.id)
  const { rows } = await world.owner.query<{ id: string; link_until: string | null }>(
    "select id, link_until from source_tasks",
  )
  const [task] = rows
  expect(rows).toEqual([{ id: expect.any(String), link_until: null }])
  const path = `/admin/tasks/${task?.id}`
  const told = await mailsTo("steward@demo.example")
  expect(told.map(({ text }) => text.includes(path))).toEqual([true])
  expect(await mailsTo("officer@demo.example")).toEqual([])

  await world.owner.query("update source_tasks set remind_on = remind_on - 60")
  await remindOfTasks(world.house)
  await remindOfTasks(world.house)
  expect(await mailsTo("steward@demo.example")).toHaveLength(2)

  await world.owner.query("update source_tasks set due_on = due_on - 60")
  await remindOfTasks(world.house)
  expect(await duties()).toEqual([{ role: "officer", open: true }])
  await sendDigests(world.house)
  const weekday = new Date(`${dayIn(new Date(), "Asia/Bishkek")}T00:00:00Z`).getUTCDay()
  if (weekday > 0 && weekday < 6) {
    const letter = (await mailsTo("steward@demo.example")).find(({ text }) => text.includes("(1)"))?.text
    expect(letter).toContain(`Задачи о данных, которые хранят вручную (1)\nPaper archive, № ${part.number}, `)
    expect(letter).toContain("/admin/tasks")
  }

  const answer = { task: task?.id ?? "", by: "Head of the archive", evidence: null, lines: [DONE] }
  await world.as(steward, (ctx) => answerTask(ctx, answer))
  expect(await duties()).toEqual([{ role: "officer", open: false }])
  await expect(world.as(steward, (ctx) => answerTask(ctx, answer))).rejects.toThrow(NotAllowedNow)
})
