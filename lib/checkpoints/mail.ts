import { and, eq, sql } from "drizzle-orm"
import { checkpointMails } from "@/db/schema/ledger-publishing"
import { asWorker, type Ctx, type House, type SystemActor } from "@/lib/context"
import { type Day, dayIn } from "@/lib/deadlines/day"
import { formatLongDate } from "@/lib/format/date"
import { readNote } from "@/lib/ledger/note"
import { enqueueNotice } from "@/lib/notices/enqueue"
import { inForce } from "@/lib/policy/editions"
import type { Policy } from "@/lib/policy/schema"

/** By whose key these messages are sealed in the outbox: they are about nobody. */
const KEY_OWNER = "b5f0c7a1-5d0e-4c1e-9b52-0c8e1d3a6f44"

type Keeper = NonNullable<Policy["checkpoints"]>["mailTo"][number]

/**
 * Sends the newest checkpoint to whoever the policy names, once a day by the organisation's clock. What was sent is written
 * down in the same transaction as the message, so that a round that is killed, run again or run twice sends no second one.
 */
export async function mailCheckpoints(house: House): Promise<void> {
  await asWorker(house, "mail-checkpoints", null, async (ctx) => {
    const { policy } = await inForce(ctx.db)
    const { rows } = await ctx.db.execute<{ note: string }>(
      sql`select note from guard.ledger_checkpoint(null)`,
    )
    const note = rows[0]?.note
    if (!policy.checkpoints || !note) return
    await ctx.db.execute(sql`select pg_advisory_xact_lock(hashtext('ukuk checkpoint mails'))`)
    const day = dayIn(ctx.now, policy.organisation.timezone)
    for (const keeper of policy.checkpoints.mailTo)
      if (!(await wasSent(ctx, keeper, day))) await send(ctx, keeper, day, note)
  })
}

async function wasSent({ db }: Ctx, { email }: Keeper, day: Day): Promise<boolean> {
  const sent = await db
    .select({ day: checkpointMails.day })
    .from(checkpointMails)
    .where(and(eq(checkpointMails.address, email.toLowerCase()), eq(checkpointMails.day, day)))
  return sent.length > 0
}

async function send(ctx: Ctx<SystemActor>, { email, language }: Keeper, day: Day, note: string) {
  const outboxId = await enqueueNotice(ctx, {
    ...{ subjectId: null, keyOwner: KEY_OWNER, template: "checkpoint", language },
    to: { kind: "email", value: email },
    parameters: { date: formatLongDate(day, language), note, path: "/verify#compare" },
  })
  const size = readNote(note)?.size ?? 0
  await ctx.db.insert(checkpointMails).values({ address: email.toLowerCase(), day, size, outboxId })
}
