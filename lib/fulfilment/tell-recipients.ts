import { eq } from "drizzle-orm"
import { recipientNotices } from "@/db/schema/recipients"
import { atOnce } from "@/db/transaction"
import type { Ctx } from "@/lib/context"
import { actOfLine, isSaidWithKeeping, toldLines } from "@/lib/fulfilment/decision-of"
import { endedIn } from "@/lib/fulfilment/ended"
import type { StoredOperation } from "@/lib/fulfilment/store-plan"
import { isRun, type Work } from "@/lib/fulfilment/work"
import type { Do, RecipientAct } from "@/lib/recipients/notice"
import { type Deed, receivedOf, recipientsOf } from "@/lib/recipients/recipients-of"
import { PORTAL } from "@/lib/sources/map-schema"

/** Whom to tell of what this fulfilment did: nobody is told of the same twice. */
export async function recipientsToTell(ctx: Ctx, work: Work): Promise<Map<string, RecipientAct[]>> {
  const { part, plan, earlier, inForce } = work
  const [before, received] = await atOnce([
    ctx.db
      .select({ acts: recipientNotices.acts })
      .from(recipientNotices)
      .where(eq(recipientNotices.partId, part.id)),
    receivedOf(ctx, part.subjectId),
  ])
  const told = new Set(before.flatMap(({ acts }) => (acts as RecipientAct[]).map(({ purpose }) => purpose)))
  // What an earlier plan did and no certificate told yet is told with this one.
  const done = [...earlier.filter(({ state }) => state === "done"), ...plan.operations].filter(isRun)
  const deeds = [
    ...deedsIn(done),
    ...stops(work).filter((deed) => !("purpose" in deed && told.has(deed.purpose))),
  ]
  return recipientsOf(inForce.policy, received, deeds)
}

const TRANSFERS = new Set(["transfer", "cross_border"])

const DOES: Partial<Record<NonNullable<ReturnType<typeof actOfLine>>, Exclude<Do, "stop">>> = {
  erase: "erase",
  mask: "erase",
  correct: "correct",
  restrict: "restrict",
  unrestrict: "lift",
}

const deedsIn = (operations: readonly StoredOperation[]): Deed[] =>
  toldLines(operations).flatMap((line) => {
    const act = actOfLine(line)
    const does = act && DOES[act]
    return does && !isSaidWithKeeping(line) && line.source !== PORTAL
      ? [{ do: does, category: line.category }]
      : []
  })

/** The purposes that ended, whether or not a source had them to stop. */
const stops = (work: Work): Deed[] =>
  endedIn(work).flatMap(({ purpose, operations }): Deed[] =>
    operations.length > 0
      ? [{ do: "stop", purpose, transfer: operations.some((each) => TRANSFERS.has(each)) }]
      : [],
  )
