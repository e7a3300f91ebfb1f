import { and, desc, eq, isNull } from "drizzle-orm"
import { letters } from "@/db/schema/letters"
import { openWithdrawals } from "@/lib/consents/open-withdrawals"
import { type ConsentEvent, consentEventsOf, presentConsents } from "@/lib/consents/state"
import type { Ctx, SubjectActor } from "@/lib/context"
import { type InForce, inForce as inForceNow } from "@/lib/policy/editions"
import { isStopPurpose } from "@/lib/policy/lookup"
import type { Purpose, PurposeOperation } from "@/lib/policy/schema"

export type OperationConsent = { operation: PurposeOperation; event: ConsentEvent | null }

export type PurposeConsent = {
  purpose: Purpose
  /** Ends with one button; the others need the letter. */
  stop: boolean
  /** given: all operations; partly: some; ended: withdrawn or expired; refused: asked, and not given; none: no record. */
  state: "given" | "partly" | "ended" | "refused" | "none"
  operations: OperationConsent[]
  /** How consent was given, the latest time; null where no record was found. */
  given: ConsentEvent | null
  ended: ConsentEvent | null
  history: ConsentEvent[]
  /** The number of an open withdrawal that names this purpose. */
  underWay: string | null
}

export type MyConsents = {
  inForce: InForce
  purposes: PurposeConsent[]
  /** Letters about consents that ended by themselves, newest first. */
  letters: { id: string; at: Date }[]
}

/** The person's consents purpose by purpose: what was agreed, when, how, under which edition, and what is left of it. */
export async function myConsents(ctx: Ctx<SubjectActor>): Promise<MyConsents> {
  const inForce = await inForceNow(ctx.db)
  const events = await consentEventsOf(ctx, ctx.actor.subjectId)
  const present = presentConsents(events)
  const open = await openWithdrawals(ctx)
  return {
    inForce,
    purposes: inForce.policy.purposes
      .filter(({ withdrawable }) => withdrawable)
      .map((purpose) => {
        const history = events.filter((event) => event.purpose === purpose.code)
        const operations = purpose.operations.map((operation) => ({
          operation,
          event: present.get(`${purpose.code}/${operation.code}`) ?? null,
        }))
        const underWay = open.find(({ purposes }) => purposes.includes(purpose.code))?.number ?? null
        return {
          purpose,
          stop: isStopPurpose(purpose),
          operations,
          history,
          underWay,
          ...stateOf(operations, history),
        }
      }),
    letters: await lettersAboutConsents(ctx),
  }
}

function stateOf(operations: readonly OperationConsent[], history: readonly ConsentEvent[]) {
  const given = operations.filter(({ event }) => event?.event === "given")
  const has = (wanted: (kind: ConsentEvent["event"]) => boolean) =>
    operations.some(({ event }) => event && wanted(event.event))
  const without = has((kind) => kind !== "given" && kind !== "refused")
    ? "ended"
    : has((kind) => kind === "refused")
      ? "refused"
      : "none"
  const state = given.length === 0 ? without : given.length === operations.length ? "given" : "partly"
  const last = (kinds: readonly string[]) => history.findLast(({ event }) => kinds.includes(event)) ?? null
  return { state, given: last(["given"]), ended: last(["withdrawn", "expired", "invalid"]) } as const
}

async function lettersAboutConsents(ctx: Ctx<SubjectActor>) {
  return ctx.db
    .select({ id: letters.id, at: letters.createdAt })
    .from(letters)
    .where(and(eq(letters.subjectId, ctx.actor.subjectId), isNull(letters.requestId)))
    .orderBy(desc(letters.createdAt))
}
