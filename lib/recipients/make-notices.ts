import { createHash, randomUUID } from "node:crypto"
import { recipientNotices } from "@/db/schema/recipients"
import { atOnce } from "@/db/transaction"
import type { Ctx, Locale } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { workingCalendar } from "@/lib/deadlines/from-policy"
import { workingDaysAfter } from "@/lib/deadlines/reminders"
import { canonical, type Entry, recordEach } from "@/lib/ledger/record"
import { enqueueJob } from "@/lib/notices/enqueue"
import type { KnownIn } from "@/lib/people/identities"
import type { InForce } from "@/lib/policy/editions"
import { recipient, textIn } from "@/lib/policy/lookup"
import type { Notify } from "@/lib/policy/recipient-schema"
import { mailRecipient } from "@/lib/recipients/mail"
import { type RecipientAct, type SignedNotice, signNotice } from "@/lib/recipients/notice"

/** Working days in which a recipient is expected to answer, and after which it is asked again. */
const [ANSWER_WITHIN, REMIND_AFTER] = [10, 5]

/** Where recipients answer; see openapi.json. */
const ACKNOWLEDGEMENTS = "/api/v1/recipient-notices/acknowledgements"

/** Of which fulfilment the recipients are told. */
export type Fulfilled = {
  part: { id: string; requestId: string; subjectId: string; number: string; language: Locale }
  planId: string
  inForce: InForce
  identities: KnownIn
}

/**
 * Writes one signed notice for each recipient, with its sending, in the open transaction. Where the policy names no way
 * to a recipient, or nothing is known by which they know the person, staff tell them by hand.
 */
export async function makeNotices(
  ctx: Ctx,
  about: Fulfilled,
  told: ReadonlyMap<string, readonly RecipientAct[]>,
): Promise<void> {
  const made = await atOnce([...told].map(([code, acts]) => makeNotice(ctx, about, code, [...acts])))
  if (made.length === 0) return
  await ctx.db.insert(recipientNotices).values(made.map(({ row }) => row))
  await recordEach(
    ctx,
    made.map(({ entry }) => entry),
  )
}

type Made = { row: typeof recipientNotices.$inferInsert; entry: Entry }

/** One notice, with its sending: its row and its entry in the ledger are still to be written. */
async function makeNotice(ctx: Ctx, about: Fulfilled, code: string, acts: RecipientAct[]): Promise<Made> {
  const { part, inForce, identities } = about
  const { notify } = recipient(inForce.policy, code)
  const person = notify ? identifierOf(identities, notify) : null
  const channel = notify && person ? notify.channel : ("hand" as const)
  const { dueOn, remindOn } = daysOf(ctx, inForce, notify)
  const notice = signNotice(ctx.vault, {
    ...{ type: "recipient-notice/1", id: randomUUID(), from: fromUs(ctx, inForce), to: code },
    ...{ request: part.number, person, acts, issued: ctx.now.toISOString(), due: dueOn },
    acknowledge: `${ctx.appUrl}${ACKNOWLEDGEMENTS}`,
  })
  const mailed = channel === "email" && notify?.channel === "email"
  const outboxId = mailed ? await mailRecipient(ctx, "recipient_notice", notify, notice) : null
  const { id: partId, requestId, subjectId } = part
  const row = {
    ...{ id: notice.id, subjectId, requestId, partId, planId: about.planId, recipient: code, channel, acts },
    notice: await sealNotice(ctx, subjectId, notice),
    ...{ dueOn, remindOn, outboxId, madeAt: ctx.now },
  }
  if (channel === "webhook")
    await enqueueJob(ctx, "tell-recipient", { notice: notice.id }, `tell-recipient:${notice.id}`)
  const hash = createHash("sha256").update(canonical(notice)).digest("hex")
  const payload = { recipient: code, channel, notice: hash }
  return { row, entry: { act: "recipient.notified", subjectId, object: notice.id, payload } }
}

const fromUs = ({ appUrl }: Ctx, { policy }: InForce): SignedNotice["from"] => ({
  name: textIn(policy.organisation.legalName, "ky"),
  url: appUrl,
})

/** By what the recipient knows the person, the first that is known. */
function identifierOf(identities: KnownIn, { knownBy }: Notify): SignedNotice["person"] {
  const known = [...identities.values()].flat()
  const kind = knownBy.find((each) => known.some((identity) => identity.kind === each))
  const value = known.find((identity) => identity.kind === kind)?.value
  return kind && value ? { kind, value } : null
}

function daysOf({ now }: Ctx, { policy, calendar }: InForce, notify: Notify | undefined) {
  const today = dayIn(now, policy.organisation.timezone)
  const after = (n: number) => workingDaysAfter(today, n, workingCalendar(calendar))
  return {
    dueOn: after(notify?.answerWithin ?? ANSWER_WITHIN),
    remindOn: after(notify?.remindAfter ?? REMIND_AFTER),
  }
}

const place = (id: string) => `recipient_notices.notice|${id}`

const sealNotice = (ctx: Ctx, subjectId: string, notice: SignedNotice): Promise<Buffer> =>
  ctx.vault.seal({ id: subjectId, purpose: "case" }, place(notice.id), JSON.stringify(notice))

/** A notice as it went out. Throws Erased when the case file's key is gone. */
export async function openNotice(
  ctx: Ctx,
  { id, subjectId, notice }: { id: string; subjectId: string; notice: Buffer },
): Promise<SignedNotice> {
  const plain = await ctx.vault.open({ id: subjectId, purpose: "case" }, place(id), notice)
  return JSON.parse(plain.toString()) as SignedNotice
}
