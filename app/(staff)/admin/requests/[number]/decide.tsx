import { translator } from "@/app/_server/locale"
import { ButtonLink, Buttons } from "@/app/_ui/button"
import type { StaffActor } from "@/lib/context"
import type { Case, CasePart, CasePlan } from "@/lib/requests/case"
import { refuseGroundsFor } from "@/lib/requests/grounds"
import { outcomesFor } from "@/lib/requests/reply"
import { isReading, isReviewedAfter } from "@/lib/requests/scope"
import { able } from "./act"
import styles from "./case.module.css"
import { HandOver } from "./hand-over/hand-over"

export type DecideProps = { actor: StaffActor; found: Case; part: CasePart; plan: CasePlan | null }

/** Whether the plan is one that an officer may decide alone; the verb looks again at the plan of that moment. */
const looksReversible = (plan: CasePlan | null): boolean =>
  plan !== null &&
  plan.lines.length > 0 &&
  !plan.left &&
  plan.lines.every(
    ({ operation, phase, ground }) =>
      ["correct", "stop", "restrict"].includes(operation) && phase === "now" && !ground,
  )

const toPage =
  ({ found, part }: DecideProps) =>
  (page: string) =>
    `/admin/requests/${found.number}/${page}?part=${part.id}`

/** The way to the answer in words; to a refusal, by two people, only where an answer cannot decline what is asked. */
const Reply = async (props: DecideProps) => {
  const [t, can, to] = [await translator("case"), able(props), toPage(props)]
  const { inForce, right, original } = props.part
  if (!can("reply", "request.reply")) return null
  const refusable =
    !original &&
    refuseGroundsFor(inForce, right).length > 0 &&
    !outcomesFor(inForce, right).includes("not_upheld")
  return (
    <Buttons>
      <ButtonLink href={to("reply")}>{t("act.reply")}</ButtonLink>
      {refusable && (
        <ButtonLink kind="secondary" href={to("refuse")}>
          {t("act.refuse")}
        </ButtonLink>
      )}
    </Buttons>
  )
}

/** The ways an officer can settle the part from here: by its plan, or in words. */
export const Decide = async (props: DecideProps) => {
  const { part, plan } = props
  if (part.kind === "answer") return <Reply {...props} />
  if (isReading(part.scope)) return <HandOver {...props} scope={part.scope} />
  const [t, can, to] = [await translator("case"), able(props), toPage(props)]
  if (!can("propose", "request.propose")) return null
  if (part.right === "authority_request")
    return (
      <Buttons>
        <ButtonLink href={to("disclose")}>{(await translator("authority"))("give.title")}</ButtonLink>
        <ButtonLink kind="secondary" href={to("refuse")}>
          {t("act.refuse")}
        </ButtonLink>
      </Buttons>
    )
  const alone = can("decide", "request.decide") && (looksReversible(plan) || isReviewedAfter(part.scope))
  return (
    <>
      <Buttons>
        {alone && <ButtonLink href={to("decide")}>{t("act.decide")}</ButtonLink>}
        <ButtonLink kind={alone ? "secondary" : "primary"} href={to("propose")}>
          {t("act.propose")}
        </ButtonLink>
        {refuseGroundsFor(part.inForce, part.right).length > 0 && (
          <ButtonLink kind="secondary" href={to("refuse")}>
            {t("act.refuse")}
          </ButtonLink>
        )}
      </Buttons>
      {alone && (
        <p className={styles.meta}>
          {t(isReviewedAfter(part.scope) ? "act.decideReviewed" : "act.decideHint")}
        </p>
      )}
    </>
  )
}
