import { atOnce } from "@/db/transaction"
import { recordConsent } from "@/lib/consents/record-consent"
import { consentEventsOf, presentConsents } from "@/lib/consents/state"
import { asWorker, type Ctx, type House, type SystemActor } from "@/lib/context"
import { dropPackages } from "@/lib/copies/package"
import { closesAccount, withAccountEnd } from "@/lib/fulfilment/account-end"
import { goneBeside } from "@/lib/fulfilment/beyond-plan"
import { certificateLetter, type ReadAgain } from "@/lib/fulfilment/certificate-letter"
import { tellHolders } from "@/lib/fulfilment/contact-holders"
import { endedIn } from "@/lib/fulfilment/ended"
import { keepCertificate } from "@/lib/fulfilment/keep-certificate"
import { planRereads } from "@/lib/fulfilment/rereads"
import { recipientsToTell } from "@/lib/fulfilment/tell-recipients"
import { enterCarriedOut } from "@/lib/fulfilment/to-register"
import { waitsFor } from "@/lib/fulfilment/waits"
import { type Done, markRun, type Work } from "@/lib/fulfilment/work"
import { record, recordTogether } from "@/lib/ledger/record"
import { hashOfLetter } from "@/lib/letters/keep-letter"
import { tell } from "@/lib/notices/tell"
import { forgetPerson } from "@/lib/people/forget-person"
import { purpose } from "@/lib/policy/lookup"
import { makeNotices } from "@/lib/recipients/make-notices"
import { noticesOfPart } from "@/lib/recipients/standing"
import { accessPart } from "@/lib/requests/access"
import { erasedIn, isEffectScope, sweptIn } from "@/lib/requests/scope"
import { movePart } from "@/lib/requests/transition"

/**
 * Seals what was found: operations marked as read back, certificate and letter, notices to recipients, consent
 * events, status and notice, in one transaction. What waits for a fact or a date keeps the part open as deferred; else it
 * is fulfilled.
 */
export async function sealFulfilment(
  house: House,
  work: Work,
  done: readonly Done[],
  read: ReadAgain,
): Promise<void> {
  await asWorker(house, "fulfil", { part: work.part.id }, (ctx) =>
    recordTogether(ctx, () => sealIn(ctx, work, done, read)),
  )
}

async function sealIn(
  ctx: Ctx<SystemActor>,
  work: Work,
  done: readonly Done[],
  read: ReadAgain,
): Promise<void> {
  // Once the part is locked, so that what is read beside it stands.
  const [part, recipients] = await atOnce([accessPart(ctx, work.part.id, null), recipientsToTell(ctx, work)])
  if (part.status !== "fulfilling") return
  const { subjectId, language, number } = part
  // What a sweep leaves is for the next one.
  const ended = withAccountEnd(work, ctx.now)
  const waiting = sweptIn(part.scope)
    ? null
    : waitsFor(ended.plan.operations, work.inForce.policy.organisation.timezone)
  const completed = {
    outcome: work.plan.gaps.length > 0 ? "partly" : "done",
    deferredFact: null,
    deferredUntil: null,
  }
  const notice = { number, path: `/cabinet/requests/${number}` }
  await makeNotices(ctx, { ...work, planId: work.plan.id }, recipients)
  const asked = atOnce([goneBeside(ctx, part.id, work.plan.id), noticesOfPart(ctx, part.id)])
  // Sent with the questions, so that the database is at it while the letter is made; how it went is told with the rest.
  const marked = atOnce([
    markRun(ctx, part, [...done, ...heldBefore(read)], "verified"),
    erasedIn(part.scope).length > 0 ? dropPackages(ctx, subjectId) : null,
  ])
  marked.catch(() => undefined)
  const [beside, standings] = await asked
  const known = { done, beside, recipients: standings }
  const letter = certificateLetter(ended, read, known, ctx.now)
  const hash = hashOfLetter(letter)
  await atOnce([
    marked,
    record(ctx, "fulfilment.applied", {
      subjectId,
      object: work.plan.id,
      payload: { operations: done.length },
    }),
    keepCertificate(ctx, work, {
      ...{ kind: "certificate", letter, hash, findings: read.findings },
      tells: standings.flatMap(({ id, answeredAt }) => (answeredAt ? [id] : [])),
    }),
    enterCarriedOut(ctx, work, hash),
    recordWithdrawals(ctx, work),
    planRereads(ctx, work),
    closesAccount(work) ? forgetPerson(ctx, subjectId) : null,
    tellHolders(ctx, work),
    movePart(ctx, part, waiting ? "defer" : "complete", { set: { ...(waiting ?? completed), ...unheld } }),
    tell(ctx, { subjectId, language }, waiting ? "answered" : "completed", notice),
  ])
}

/** What a round failed by before all this was done is no news any more. */
const unheld = { stallCause: null, unreadCause: null }

const heldBefore = ({ earlier }: ReadAgain): Done[] =>
  earlier.flatMap(({ operation: { id, evidence, state }, held }) =>
    held && state === "done" ? [{ id, evidence }] : [],
  )

/**
 * What the person withdrew and nothing lets go on is withdrawn in the consent history too, whether or not a source had
 * it to stop; what ended before, by a button, a letter or by itself, is there already.
 */
async function recordWithdrawals(ctx: Ctx, { part, plan, inForce }: Work): Promise<void> {
  // Beside what a person withdraws by name, deleting an account ends purposes that never rested on consent.
  const withdrawn = endedIn({ part, plan }).filter(
    ({ purpose: code }) => !isEffectScope(part.scope) || purpose(inForce.policy, code).withdrawable,
  )
  if (withdrawn.length === 0) return
  const present = presentConsents(await consentEventsOf(ctx, part.subjectId))
  for (const { purpose, operations } of withdrawn) {
    const ended = operations.filter((operation) => {
      const before = present.get(`${purpose}/${operation}`)?.event
      return before !== "withdrawn" && before !== "expired"
    })
    await recordConsent(ctx, {
      subjectId: part.subjectId,
      purpose,
      operations: ended,
      event: "withdrawn",
      method: "signed",
      editionId: inForce.edition.id,
      language: part.language,
      partId: part.id,
    })
  }
}
