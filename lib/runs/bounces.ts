import { eq, sql } from "drizzle-orm"
import { z } from "zod"
import { outbox } from "@/db/schema/notices"
import { noticeRuns, runPeople } from "@/db/schema/runs"
import { asWorker, type Ctx, type SystemActor } from "@/lib/context"
import { admit, bodyAs, type Delivery, takeOnce } from "@/lib/hooks/receive"
import type { OpenHouse } from "@/lib/house"
import { enqueueRun, type RunChannel } from "@/lib/notices/runs"
import { personOfMessage } from "@/lib/runs/message"
import { settleIn } from "@/lib/runs/settle"

/** Messages that reached nobody: their Message-ID and the carrier's code, such as "5.1.1". */
const Bounced = z.strictObject({
  bounces: z
    .array(z.strictObject({ messageId: z.string().min(1).max(200), code: z.string().regex(/^[\w.]{1,20}$/) }))
    .min(1)
    .max(100),
})

type Bounce = z.infer<typeof Bounced>["bounces"][number]

/** The variable with the secret the carriers sign by. */
const SECRET = "CARRIER_WEBHOOK_SECRET"

/**
 * Takes a carrier's report of messages that bounced after it had taken them. Whoever of a run was not reached goes on to
 * the next channel; any other message is marked as not delivered. What is reported again, or is no message of ours,
 * changes nothing. Throws HookRefused, and TooMany beyond the address's limit.
 */
export async function receiveBounces(house: OpenHouse, delivery: Delivery): Promise<void> {
  await admit(house, delivery, () => house.configuration.webhookSecrets[SECRET])
  const { bounces } = bodyAs(
    Bounced,
    delivery,
    'The body must be JSON such as {"bounces": [{"messageId": "…", "code": "5.1.1"}]}, of 1 to 100 messages.',
  )
  await asWorker(house, "bounces", null, async (ctx) => {
    await takeOnce(ctx, delivery)
    for (const bounce of bounces) await bounced(ctx, bounce)
  })
}

async function bounced(ctx: Ctx<SystemActor>, { messageId, code }: Bounce): Promise<void> {
  const told = personOfMessage(messageId)
  if (!told) {
    const id = messageId.trim().replace(/^<|>$/g, "")
    await ctx.db.update(outbox).set({ state: "parked", lastError: code }).where(eq(outbox.messageId, id))
    return
  }
  const [row] = await ctx.db
    .select({ run: noticeRuns.id, channels: noticeRuns.channels })
    .from(runPeople)
    .innerJoin(noticeRuns, eq(noticeRuns.id, runPeople.runId))
    .where(
      sql`${runPeople.id} = ${told.person} and ${runPeople.state} = 'sent' and ${runPeople.channel} = ${told.channel}`,
    )
    .for("update", { of: runPeople })
  if (!row) return
  const channel = row.channels[row.channels.indexOf(told.channel) + 1] as RunChannel
  await settleIn(ctx, row.run, [
    {
      person: told.person,
      tries: [{ channel: told.channel, outcome: "bounced", code }],
      state: channel === "post" ? "post" : "waiting",
      channel,
    },
  ])
  await enqueueRun(ctx, row.run)
}
