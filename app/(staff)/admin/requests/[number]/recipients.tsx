import { RecipientList } from "@/app/_records/recipient-list"
import { translator } from "@/app/_server/locale"
import { asStaff } from "@/app/_server/session"
import { Section } from "@/app/_ui/text"
import { dayIn } from "@/lib/deadlines/day"
import { refusalsOf } from "@/lib/recipients/keep-answer"
import { noticesOfPart } from "@/lib/recipients/standing"
import type { CasePart } from "@/lib/requests/case"

/** Whom a part's fulfilment told of the change, and where each stands; what is entered by hand has a page of its own. */
export const Recipients = async ({ part, now }: { part: CasePart; now: Date }) => {
  const { notices, refusals } = await asStaff(async (ctx) => ({
    notices: await noticesOfPart(ctx, part.id),
    refusals: await refusalsOf(ctx, part.id),
  }))
  if (notices.length === 0) return null
  const { policy } = part.inForce
  const t = await translator("recipients")
  const today = dayIn(now, policy.organisation.timezone)
  return (
    <Section id="recipients" title={t("title")}>
      <RecipientList
        policy={policy}
        notices={notices}
        refusals={refusals}
        today={today}
        href={({ id }) => `/admin/recipients/${id}`}
      />
    </Section>
  )
}
