import { dateWords } from "@/app/_server/date-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { asStaff } from "@/app/_server/session"
import { Button } from "@/app/_ui/button"
import { DateFields } from "@/app/_ui/date-fields"
import { TextArea } from "@/app/_ui/field"
import { Section } from "@/app/_ui/text"
import type { StaffActor } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { formatDate } from "@/lib/format/date"
import { may } from "@/lib/permissions"
import { recipient as recipientOf } from "@/lib/policy/lookup"
import type { CasePart } from "@/lib/requests/case"
import { isReviewable, reviewOf } from "@/lib/requests/review-part"
import { isReviewedAfter } from "@/lib/requests/scope"
import { type Told, toldOf } from "@/lib/requests/tell-recipient"
import { Act } from "./act"
import { reviewAction, tellAction } from "./actions"

type Props = { actor: StaffActor; part: CasePart; now: Date }

const Tell = async ({ actor, part, now, told }: Props & { told: Told }) => {
  const [t, locale] = [await translator("case"), await currentLocale()]
  const { policy } = part.inForce
  const who = recipientOf(policy, told.recipient).title[locale]
  if (told.at) return <p>{t("tell.done", { who, date: formatDate(told.at, locale) })}</p>
  return (
    <>
      <p>{t("tell.open", { who })}</p>
      <Act part={part} action={tellAction} live={may(actor, "request.tell") && !part.barred}>
        <input type="hidden" name="recipient" value={told.recipient} />
        <DateFields
          name="told"
          label={t("tell.on")}
          words={await dateWords()}
          defaultValue={dayIn(now, policy.organisation.timezone)}
        />
        <TextArea name="note" label={t("tell.note")} hint={t("act.noteHint")} rows={3} />
        <Button kind="secondary">{t("tell.submit")}</Button>
      </Act>
    </>
  )
}

const Review = async ({ actor, part }: Props) => {
  const [t, locale] = [await translator("case"), await currentLocale()]
  const review = await asStaff((ctx) => reviewOf(ctx, part.id))
  if (review) return <p>{t("review.done", { who: review.by, date: formatDate(review.at, locale) })}</p>
  return (
    <>
      <p>{t("review.about")}</p>
      <Act
        part={part}
        action={reviewAction}
        live={may(actor, "request.review") && isReviewable(part) && !part.barred}
      >
        <TextArea name="finding" label={t("review.finding")} rows={4} />
        <Button>{t("review.submit")}</Button>
      </Act>
    </>
  )
}

/** What a right makes staff do besides: tell somebody, and look afterwards at what was done at once. */
export const Duties = async (props: Props) => {
  const { part } = props
  const [t, told] = [await translator("case"), await asStaff((ctx) => toldOf(ctx, part.inForce, part))]
  return (
    <>
      {told.length > 0 && (
        <Section id="tell" title={t("tell.title")}>
          {told.map((each) => (
            <Tell key={each.recipient} {...props} told={each} />
          ))}
        </Section>
      )}
      {isReviewedAfter(part.scope) && (
        <Section id="review" title={t("review.title")}>
          <Review {...props} />
        </Section>
      )}
    </>
  )
}
