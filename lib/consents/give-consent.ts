import { sql } from "drizzle-orm"
import { openQuestions } from "@/lib/consents/ask-again"
import { openWithdrawals } from "@/lib/consents/open-withdrawals"
import { recordConsent } from "@/lib/consents/record-consent"
import { consentEventsOf, presentConsents } from "@/lib/consents/state"
import type { Ctx, SubjectActor } from "@/lib/context"
import { Conflict, Invalid, NotAllowedNow, NotFound } from "@/lib/errors"
import { enqueueJob } from "@/lib/notices/enqueue"
import { inForce as inForceNow } from "@/lib/policy/editions"

export type Answers = Readonly<Record<string, "yes" | "no">>

/** One answer at a time: two tabs and the button beside them write no consent twice. */
const oneAtATime = ({ db, actor }: Ctx<SubjectActor>) =>
  db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`consent/${actor.subjectId}`}, 0))`)

/**
 * Takes the person's answers to what the edition in force newly asks, by purpose; what they leave open stays open. A no
 * to something new ends nothing they agreed to before. Throws Invalid where nothing is answered, Conflict where another
 * edition came into force meanwhile or the question was answered elsewhere.
 */
export async function answerAsked(
  ctx: Ctx<SubjectActor>,
  input: { edition: string; answers: Answers },
): Promise<{ given: number; refused: number }> {
  await oneAtATime(ctx)
  const { subjectId, locale: language } = ctx.actor
  const { inForce, questions } = await openQuestions(ctx)
  if (inForce.edition.id !== input.edition) throw new Conflict("edition_changed")
  const named = Object.keys(input.answers)
  const first = questions[0]
  if (named.length === 0 && first) throw new Invalid({ [first.purpose.code]: { code: "choose_one" } })
  if (named.some((code) => !questions.some(({ purpose }) => purpose.code === code))) throw new Conflict()
  const count = { given: 0, refused: 0 }
  for (const { purpose, added } of questions) {
    const answer = input.answers[purpose.code]
    if (!answer) continue
    const event = answer === "yes" ? "given" : "refused"
    const operations = added.map(({ operation }) => operation)
    await recordConsent(ctx, {
      ...{ subjectId, purpose: purpose.code, operations, event, method: "ticked", language },
      editionId: inForce.edition.id,
    })
    count[event] += 1
  }
  if (count.given > 0) await enqueueJob(ctx, "follow-consents", { subject: subjectId })
  return count
}

/**
 * Gives consent to a purpose that was withdrawn, ended or was never agreed to, as easily as it is stopped: a new event
 * under the edition in force, for this is no revival of the old one (rule 5). Given already, it changes nothing. Throws
 * NotFound for a purpose that rests on no consent, NotAllowedNow while a withdrawal of it is open.
 */
export async function giveConsent(
  ctx: Ctx<SubjectActor>,
  input: { purpose: string; edition: string },
): Promise<{ purpose: string }> {
  await oneAtATime(ctx)
  const { subjectId, locale: language } = ctx.actor
  const inForce = await inForceNow(ctx.db)
  const wanted = inForce.policy.purposes.find(({ code }) => code === input.purpose)
  if (!wanted?.withdrawable) throw new NotFound()
  if (inForce.edition.id !== input.edition) throw new Conflict("edition_changed")
  if ((await openWithdrawals(ctx)).some(({ purposes }) => purposes.includes(wanted.code)))
    throw new NotAllowedNow("withdrawal_open")
  const present = presentConsents(await consentEventsOf(ctx, subjectId))
  const operations = wanted.operations
    .map(({ code }) => code)
    .filter((code) => present.get(`${wanted.code}/${code}`)?.event !== "given")
  await recordConsent(ctx, {
    ...{ subjectId, purpose: wanted.code, operations, event: "given", method: "ticked", language },
    editionId: inForce.edition.id,
  })
  if (operations.length > 0) await enqueueJob(ctx, "follow-consents", { subject: subjectId })
  return { purpose: wanted.code }
}
