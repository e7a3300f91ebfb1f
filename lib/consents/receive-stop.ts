import { sql } from "drizzle-orm"
import { z } from "zod"
import { messagePurposes, suppress } from "@/lib/consents/suppress"
import { asWorker } from "@/lib/context"
import { admit, bodyAs, type Delivery, takeOnce } from "@/lib/hooks/receive"
import type { OpenHouse } from "@/lib/house"
import { enqueueJob } from "@/lib/notices/enqueue"
import { normalPhone } from "@/lib/people/identifiers"
import { identityHash } from "@/lib/people/new-account"

/** An SMS somebody sent in answer. */
const Reply = z.strictObject({ from: z.string().min(1).max(40), text: z.string().max(2_000) })

/** The variable with the secret the carriers sign by. */
const SECRET = "CARRIER_WEBHOOK_SECRET"

/** The answer that ends messages, alone or first, in the three languages and both alphabets. */
const STOP = /^[\s«"'.]*(stop|стоп|токтот|токтоткула|toktot)(?![\p{L}\p{N}])/iu

/**
 * Takes an SMS the gateway passes on. STOP ends every purpose for which the organisation writes to that number: the
 * number goes on the list at once, whoever's it is, and the consents of those the portal knows by it end by a job. Any
 * other text changes nothing. The answer is the same whatever was written and whoever it was. Throws HookRefused, and
 * TooMany beyond the address's limit.
 */
export async function receiveStop(house: OpenHouse, delivery: Delivery): Promise<void> {
  const held = await admit(house, delivery, () => house.configuration.webhookSecrets[SECRET])
  const { from, text } = bodyAs(
    Reply,
    delivery,
    'The body must be JSON such as {"from": "+996555000001", "text": "STOP"}.',
  )
  const phone = normalPhone(from)
  await asWorker(house, "receive-stop", null, async (ctx) => {
    await takeOnce(ctx, delivery)
    if (!phone || !STOP.test(text)) return
    const contact = { kind: "phone", value: phone } as const
    const purposes = messagePurposes(held).map(({ code }) => code)
    await suppress(ctx, held, { contacts: [contact], purposes, ground: "stop_answered" })
    const hash = identityHash(house.vault, { source: "*", ...contact })
    const { rows } = await ctx.db.execute<{ id: string }>(
      sql`select distinct subject as id from guard.known_by(${sql.param([hash])}::bytea[])`,
    )
    for (const { id } of rows) await enqueueJob(ctx, "stop-messages", { subject: id })
  })
}
