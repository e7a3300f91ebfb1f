import { eq } from "drizzle-orm"
import { breaches } from "@/db/schema/breaches"
import { type Counted, heldScopeOf, readBreach } from "@/lib/breaches/breach"
import { noteEvent } from "@/lib/breaches/write-breach"
import { asSigned, type Ctx, type Signed, type StaffActor } from "@/lib/context"
import { Conflict, Forbidden, NotAllowedNow } from "@/lib/errors"
import type { OpenHouse } from "@/lib/house"
import { may } from "@/lib/permissions"
import { countHeld } from "@/lib/runs/count-held"

export type Asked = { counted: Counted; version: number }

/**
 * Asks every source of a breach's scope how many people it holds such data of, outside any transaction. Throws Unavailable
 * when one does not answer, NotAllowedNow `keys_not_its_own` when it has no keys like those given.
 */
export async function askHowMany(
  house: OpenHouse,
  signed: Signed<StaffActor>,
  number: string,
): Promise<Asked> {
  const breach = await asSigned(house, signed, "breach-count", (ctx) => readBreach(ctx, number))
  return { counted: await countHeld(house, breach.inForce, heldScopeOf(breach)), version: breach.version }
}

/** Keeps what the sources answered about a draft. Throws Conflict when it was changed since, NotAllowedNow, Forbidden. */
export async function keepCount(ctx: Ctx<StaffActor>, number: string, asked: Asked): Promise<string> {
  if (!may(ctx.actor, "breach.write")) throw new Forbidden()
  const breach = await readBreach(ctx, number, { lock: true })
  if (breach.state !== "draft") throw new NotAllowedNow()
  if (breach.version !== asked.version) throw new Conflict()
  await ctx.db
    .update(breaches)
    .set({ counted: asked.counted, countedAt: ctx.now })
    .where(eq(breaches.id, breach.id))
  await noteEvent(ctx, breach.id, "counted")
  return number
}
