import { SecrecyReviewFields } from "@/app/_records/secrecy-fields"
import { currentLocale, translator } from "@/app/_server/locale"
import { Button } from "@/app/_ui/button"
import { Form } from "@/app/_ui/form"
import { SummaryList } from "@/app/_ui/summary-list"
import { Section } from "@/app/_ui/text"
import type { StaffActor } from "@/lib/context"
import { formatDate } from "@/lib/format/date"
import { may } from "@/lib/permissions"
import { ground } from "@/lib/policy/lookup"
import { type Authority, authorityGrounds } from "@/lib/requests/authority"
import type { Case, CasePart } from "@/lib/requests/case"
import { reviewSecrecyAction } from "./actions"
import { Fold } from "./fold"

type Props = { actor: StaffActor; found: Case; part: CasePart; authority: Authority }

/** Looks again at what the person is not shown: shown from now on, or withheld to another day. */
const Review = async ({ actor, found }: Pick<Props, "actor" | "found">) => {
  const t = await translator("authority")
  if (!found.secrecy || !may(actor, "disclosures.review")) return null
  return (
    <Form action={reviewSecrecyAction}>
      <input type="hidden" name="request" value={found.id} />
      <Fold fields={["keep", "review", "review.day"]} summary={t("body.review")}>
        <SecrecyReviewFields />
        <Button kind="secondary">{t("body.save")}</Button>
      </Fold>
    </Form>
  )
}

/** Who asks, by which document and on which ground, and whether the person is shown it. */
export const StateBody = async ({ actor, found, part, authority }: Props) => {
  const [t, locale] = [await translator("authority"), await currentLocale()]
  const { inForce } = part
  const transfer = authorityGrounds(inForce.policy).find(({ code }) => code === authority.ground)
  const shown = found.secrecy
    ? t("body.withheld", {
        ground: ground(inForce, found.secrecy).title[locale],
        date: found.reviewOn ? formatDate(found.reviewOn, locale) : "",
      })
    : t("body.open")
  return (
    <Section id="state-body" title={t("body.title")}>
      <SummaryList
        rows={[
          { key: t("new.body"), value: authority.body },
          {
            key: t("body.document"),
            value: t("body.numberOf", { number: authority.number, date: formatDate(authority.date, locale) }),
          },
          { key: t("new.whom"), value: authority.whom },
          { key: t("new.ground"), value: transfer?.title[locale] ?? authority.ground },
          ...(authority.block ? [{ key: t("new.blockTitle"), value: t("new.block") }] : []),
          { key: t("new.secrecy"), value: shown },
        ]}
      />
      <Review actor={actor} found={found} />
    </Section>
  )
}
