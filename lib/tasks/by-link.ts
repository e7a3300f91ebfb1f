import { asWorker, type Ctx } from "@/lib/context"
import { type Day, dayIn } from "@/lib/deadlines/day"
import { NotAllowedNow, NotFound } from "@/lib/errors"
import { isUuid } from "@/lib/format/uuid"
import type { OpenHouse } from "@/lib/house"
import { countTry } from "@/lib/people/limits"
import type { InForce } from "@/lib/policy/editions"
import type { Line } from "@/lib/sources/manual/desk"
import type { ManualMap } from "@/lib/sources/manual/map"
import { keepTaskAnswer, type Typed } from "@/lib/tasks/answer-task"
import { numberOf } from "@/lib/tasks/desk"
import { isLinkTo } from "@/lib/tasks/mail"
import {
  goneIsMissing,
  linesOf,
  openTold,
  type TaskRow,
  type Told,
  taskRow,
  underlying,
} from "@/lib/tasks/task"
import type { Sent } from "@/lib/uploads/inspect"
import { receiveFile } from "@/lib/uploads/receive-file"

export type Link = { id: string; token: string }

/** What whoever is asked sees by the link they were sent: the task, or only that it is answered, not needed any more, or over. */
export type ByLink = { number: string; held: InForce; map: ManualMap } & (
  | { is: "open"; lines: Line[]; told: Told; dueOn: string }
  | { is: "answered"; at: Date }
  | { is: "dropped" }
  | { is: "over"; on: Day }
)

async function rowOf(ctx: Ctx, { id, token }: Link): Promise<TaskRow> {
  if (!isUuid(id) || !isLinkTo(ctx.vault, id, token)) throw new NotFound()
  const row = await taskRow(ctx, id)
  if (row.respondent !== "outside") throw new NotFound()
  return row
}

/** Opens the task a link leads to. Throws NotFound for any other link, and once the case file is gone. */
export async function taskByLink(house: OpenHouse, link: Link): Promise<ByLink> {
  const subject = await subjectOf(house, link)
  return asWorker(house, "task-link", { subject }, async (ctx) => {
    const row = await rowOf(ctx, link)
    const common = { number: await numberOf(ctx, row.requestId), ...(await underlying(ctx, row)) }
    if (row.answeredAt) return { ...common, is: "answered", at: row.answeredAt }
    if (row.droppedAt) return { ...common, is: "dropped" }
    const on = endedOn(ctx, row, common.held)
    if (on) return { ...common, is: "over", on }
    const told = await openTold(ctx, row).catch(goneIsMissing)
    return { ...common, is: "open", lines: linesOf(row), told, dueOn: row.dueOn }
  })
}

/** The last day a link opened, once it is over; null while it opens. */
function endedOn({ now }: Ctx, { linkUntil }: TaskRow, { policy }: InForce): Day | null {
  return linkUntil && linkUntil < dayIn(now, policy.organisation.timezone) ? linkUntil : null
}

const subjectOf = (house: OpenHouse, link: Link): Promise<string> =>
  asWorker(house, "task-link", null, async (ctx) => (await rowOf(ctx, link)).subjectId)

/**
 * Takes the answer of whoever was asked, by their link, once. Throws NotFound, Invalid as `keepTaskAnswer` and beside
 * `evidence`, NotAllowedNow, and TooMany after twenty files an hour.
 */
export async function answerTaskByLink(
  house: OpenHouse,
  { sent, lines, by, ...link }: Link & { lines: readonly Typed[]; by: string; sent: Sent | null },
): Promise<Link> {
  const subject = await subjectOf(house, link)
  if (sent) await countTry(house, "attach", link.id)
  const evidence = sent && (await receiveFile(house, sent))
  await asWorker(house, "task-link", { subject }, async (ctx) => {
    const row = await rowOf(ctx, link)
    const { held } = await underlying(ctx, row)
    if (!row.answeredAt && !row.droppedAt && endedOn(ctx, row, held))
      throw new NotAllowedNow("task_link_over")
    await keepTaskAnswer(ctx, { task: link.id, lines, by, evidence })
  })
  return link
}
