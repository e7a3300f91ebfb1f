import { desc } from "drizzle-orm"
import { outbox } from "@/db/schema/notices"
import { asWorker } from "@/lib/context"
import type { OpenHouse } from "@/lib/house"
import { type Opened, openMessage } from "@/lib/notices/send"
import { inForce } from "@/lib/policy/editions"
import { textIn } from "@/lib/policy/lookup"

export type Listed = Opened & { at: string; sent: boolean }

/** The newest messages of the outbox, opened: for the demo, where nothing leaves. A destroyed key leaves its message out. */
export async function listMessages(house: OpenHouse, most: number): Promise<Listed[]> {
  const { rows, policy } = await asWorker(house, "outbox", null, async (ctx) => ({
    rows: await ctx.db.select().from(outbox).orderBy(desc(outbox.createdAt)).limit(most),
    policy: (await inForce(ctx.db)).policy,
  }))
  const delivery = { ...house.configuration, organisation: textIn(policy.organisation.shortName, "ky") }
  const opened = await Promise.all(
    rows.map((row) =>
      openMessage(house, delivery, row).then(
        (message) => [{ ...message, at: row.createdAt.toISOString(), sent: row.state === "sent" }],
        () => [],
      ),
    ),
  )
  return opened.flat()
}
