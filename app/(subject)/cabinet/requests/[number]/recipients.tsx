import { RecipientList } from "@/app/_records/recipient-list"
import { translator } from "@/app/_server/locale"
import { asSubject } from "@/app/_server/session"
import { Section } from "@/app/_ui/text"
import { dayIn } from "@/lib/deadlines/day"
import { refusalsOf } from "@/lib/recipients/keep-answer"
import { noticesOfPart } from "@/lib/recipients/standing"
import type { MyPart } from "@/lib/requests/my-request"

/** Who received what was changed, whether they were told of it, and what they answered, as it stands now. */
export const Recipients = async ({ part }: { part: MyPart }) => {
  const { policy } = part.inForce
  const { notices, refusals, today } = await asSubject(async (ctx) => ({
    notices: await noticesOfPart(ctx, part.id),
    refusals: await refusalsOf(ctx, part.id),
    today: dayIn(ctx.now, policy.organisation.timezone),
  }))
  if (notices.length === 0) return null
  const t = await translator("recipients")
  return (
    <Section id={`recipients-${part.id}`} title={t("title")}>
      <p>{t("about")}</p>
      <RecipientList policy={policy} notices={notices} refusals={refusals} today={today} />
    </Section>
  )
}
