import { timingSafeEqual } from "node:crypto"
import type { Ctx } from "@/lib/context"
import type { Day } from "@/lib/deadlines/day"
import { formatLongDate } from "@/lib/format/date"
import type { Vault } from "@/lib/keys/vault"
import { enqueueNotice } from "@/lib/notices/enqueue"
import type { ManualMap } from "@/lib/sources/manual/map"

/**
 * Puts an e-mail to whoever is asked outside the organisation into the outbox: number, day, the link to the task and until
 * when it opens. Sealed under a key of the task's own, since it must still leave when the person's is gone. Returns the
 * message's id.
 */
export const mailTask = (
  ctx: Ctx,
  template: "source_task" | "source_task_reminder",
  { email, language }: Exclude<ManualMap["respondent"], "steward">,
  { id, number, dueOn, linkUntil }: { id: string; number: string; dueOn: Day; linkUntil: Day | null },
): Promise<string> =>
  enqueueNotice(ctx, {
    ...{ subjectId: null, keyOwner: id, template, language },
    to: { kind: "email", value: email },
    parameters: {
      number,
      date: formatLongDate(dueOn, language),
      ...(linkUntil && { until: formatLongDate(linkUntil, language) }),
      path: `/tasks/${id}/${linkToken(ctx.vault, id)}`,
    },
  })

/** The secret part of the link by which a task is opened and answered once. */
const linkToken = (vault: Pick<Vault, "hash">, id: string): string =>
  vault.hash("source_task_link", id).toString("base64url")

/** Whether a link is the one sent for this task. */
export function isLinkTo(vault: Pick<Vault, "hash">, id: string, token: string): boolean {
  const [given, ours] = [Buffer.from(token), Buffer.from(linkToken(vault, id))]
  return given.length === ours.length && timingSafeEqual(given, ours)
}
