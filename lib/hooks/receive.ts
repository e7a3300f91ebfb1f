import { sql } from "drizzle-orm"
import { z } from "zod"
import { webhookDeliveries } from "@/db/schema/oversight"
import { asWorker, type Ctx, type SystemActor } from "@/lib/context"
import type { OpenHouse } from "@/lib/house"
import { enqueueJob } from "@/lib/notices/enqueue"
import { countTry } from "@/lib/people/limits"
import { identityHash } from "@/lib/people/new-account"
import { type InForce, inForce } from "@/lib/policy/editions"
import { isSignedBy, type SignedBytes } from "@/lib/signing/signature"

/** How far a delivery's time may lie from ours, in seconds: what is older is a replay. */
const WINDOW = 300

/** A source's message that something changed, as it came over the wire; `from` is the sender's address. */
export type Delivery = SignedBytes & { source: string; signature: string; from: string }

/** Whose data changed, by the source's own keys; what changed is asked of the source itself. */
const Told = z.strictObject({ customers: z.array(z.string().min(1).max(100)).min(1).max(100) })

/**
 * A delivery that is not taken: 400 it cannot be read, 401 it is not the source's or not of now, 409 it came before, 422 it
 * speaks of what is not so.
 */
export class HookRefused extends Error {
  constructor(
    readonly status: 400 | 401 | 409 | 422,
    message: string,
  ) {
    super(message)
    this.name = "HookRefused"
  }
}

/**
 * Takes what a source tells: the deferred parts of the people it names are looked at again, and the consents that may
 * have ended by themselves. The jobs stand in the queue when this returns; people the portal does not know change
 * nothing, and nobody can tell. Throws HookRefused, and TooMany beyond the address's limit.
 */
export async function receiveDelivery(house: OpenHouse, delivery: Delivery): Promise<void> {
  const { source } = delivery
  const mapOf = ({ dataMap }: InForce) =>
    Object.hasOwn(dataMap.sources, source) ? dataMap.sources[source] : undefined
  const held = await admit(house, delivery, (now) => {
    const source = mapOf(now)
    const webhook = source && "webhook" in source ? source.webhook : undefined
    return webhook && house.configuration.webhookSecrets[webhook.secret]
  })
  const kind = mapOf(held)?.subject.kind ?? ""
  const { customers } = bodyAs(
    Told,
    delivery,
    'The body must be JSON such as {"customers": ["1001"]}, of 1 to 100 customers.',
  )
  const hashes = [...new Set(customers)].map((value) => identityHash(house.vault, { source, kind, value }))
  await asWorker(house, "hook", null, (ctx) => wake(ctx, delivery, hashes))
}

/**
 * Holds a delivery to the limit of its address, its signature and its time; gives what is in force. Throws HookRefused:
 * whatever is wrong, an outsider learns no more; and TooMany.
 */
export async function admit(
  house: OpenHouse,
  delivery: Delivery,
  secretOf: (held: InForce) => string | undefined,
): Promise<InForce> {
  await countTry(house, "hook_address", delivery.from)
  const { held, now } = await asWorker(house, "hook", null, async (ctx) => ({
    held: await inForce(ctx.db),
    now: ctx.now,
  }))
  const secret = secretOf(held)
  if (!secret || !isSignedBy(secret, delivery, delivery.signature))
    throw new HookRefused(401, "The signature is not that of the sender.")
  const age = Math.abs(now.getTime() / 1000 - Number(delivery.timestamp))
  if (!(age <= WINDOW)) throw new HookRefused(401, "The timestamp is not within five minutes of now.")
  return held
}

/** The body in its shape. Throws HookRefused with what it should be. */
export function bodyAs<S extends z.ZodType>(shape: S, { id, body }: Delivery, hint: string): z.infer<S> {
  if (!/^[\w.:-]{1,100}$/.test(id))
    throw new HookRefused(
      400,
      "The delivery's id is missing, or is longer than 100 letters, digits, dots and dashes.",
    )
  const parsed = shape.safeParse(readJson(body))
  if (!parsed.success) throw new HookRefused(400, hint)
  return parsed.data
}

function readJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"))
  } catch {
    return undefined
  }
}

/** Notes the delivery in the open transaction. Throws HookRefused when it was taken before. */
export async function takeOnce(ctx: Ctx<SystemActor>, { source, id }: Delivery): Promise<void> {
  const taken = await ctx.db
    .insert(webhookDeliveries)
    .values({ source, delivery: id, at: ctx.now })
    .onConflictDoNothing()
    .returning({ delivery: webhookDeliveries.delivery })
  if (taken.length === 0) throw new HookRefused(409, "This delivery was taken before.")
}

async function wake(ctx: Ctx<SystemActor>, delivery: Delivery, hashes: Buffer[]): Promise<void> {
  await takeOnce(ctx, delivery)
  const { rows } = await ctx.db.execute<{ subject: string; part: string | null }>(
    sql`select subject, part from guard.told_of(${sql.param(hashes)})`,
  )
  for (const subject of new Set(rows.map((row) => row.subject)))
    await enqueueJob(ctx, "expire-consents", { subject }, `expire-consents:${subject}`)
  for (const { part } of rows) if (part) await enqueueJob(ctx, "wake-part", { part }, `wake-part:${part}`)
}

/** Forgets deliveries no replay of which would be taken any more. */
export async function forgetDeliveries({ db }: Ctx<SystemActor>): Promise<void> {
  await db.delete(webhookDeliveries).where(sql`${webhookDeliveries.at} < now() - interval '1 day'`)
}
