import type { ReactNode } from "react"
import { translator } from "@/app/_server/locale"
import type { FormAction } from "@/app/_ui/action-form"
import { Button, ButtonLink, Buttons } from "@/app/_ui/button"
import { Details } from "@/app/_ui/details"
import { TextArea } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { Section } from "@/app/_ui/text"
import type { StaffActor } from "@/lib/context"
import { may, type Permission } from "@/lib/permissions"
import type { Case, CasePart, CasePlan } from "@/lib/requests/case"
import type { CaseProposal } from "@/lib/requests/case-file"
import { refuseGroundsFor } from "@/lib/requests/grounds"
import { eventsFrom, isOpen, type PartEvent } from "@/lib/requests/machine"
import {
  approveAction,
  askAction,
  noteAction,
  resumeAction,
  retractAction,
  sendBackAction,
  takeAction,
} from "./actions"
import styles from "./case.module.css"

type Props = {
  actor: StaffActor
  found: Case
  part: CasePart
  plan: CasePlan | null
  proposal: CaseProposal | null
}

const Act = ({ part, action, children }: { part: CasePart; action: FormAction; children: ReactNode }) => (
  <Form action={action}>
    <input type="hidden" name="part" value={part.id} />
    <input type="hidden" name="version" value={part.version} />
    {children}
  </Form>
)

/** What this member of staff may cause from here: the machine's word, then the table of permissions. */
const able =
  ({ actor, part }: Pick<Props, "actor" | "part">) =>
  (event: PartEvent, permission: Permission) =>
    may(actor, permission) && eventsFrom(part.status, actor.role).includes(event)

/** Whether the plan is one that an officer may decide alone; the verb looks again at the plan of that moment. */
const looksReversible = (plan: CasePlan | null): boolean =>
  plan !== null &&
  plan.lines.length > 0 &&
  plan.lines.every(
    ({ operation, phase, ground }) =>
      (operation === "correct" || operation === "stop") && phase === "now" && !ground,
  )

const Take = async ({ actor, part }: Props) => {
  const t = await translator("case")
  if (!may(actor, "request.assign") || !isOpen(part.status) || part.assignedTo === actor.accountId)
    return null
  // An approver who looks at a colleague's proposal is not there to take the case from them.
  if (part.assignedTo && actor.role !== "officer") return null
  return (
    <Act part={part} action={takeAction}>
      {part.assignee && <p>{t("act.elsewhere", { name: part.assignee })}</p>}
      <Button kind={part.assignee ? "secondary" : "primary"}>
        {t(part.assignee ? "act.takeOver" : "act.take")}
      </Button>
    </Act>
  )
}

const Decide = async (props: Props) => {
  const { found, part, plan } = props
  const [t, can] = [await translator("case"), able(props)]
  const to = (page: string) => `/admin/requests/${found.number}/${page}?part=${part.id}`
  if (!can("propose", "request.propose")) return null
  const alone = can("decide", "request.decide") && looksReversible(plan)
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
      {alone && <p className={styles.meta}>{t("act.decideHint")}</p>}
    </>
  )
}

const Approve = async (props: Props) => {
  const { actor, part, proposal } = props
  const [t, can] = [await translator("case"), able(props)]
  if (!proposal || part.status !== "proposed") return null
  if (can("retract", "request.retract") && proposal.authorId === actor.accountId) {
    return (
      <Act part={part} action={retractAction}>
        <p>{t("proposal.awaits")}</p>
        <Button kind="secondary">{t("act.retract")}</Button>
      </Act>
    )
  }
  if (proposal.authors.includes(actor.accountId)) return <p>{t("proposal.own")}</p>
  if (!can("approve", "request.approve")) return <p>{t("proposal.awaits")}</p>
  return (
    <>
      <Act part={part} action={approveAction}>
        <p className={styles.meta}>{t("act.approveHint")}</p>
        <Button>{t("act.approve")}</Button>
      </Act>
      <Details summary={t("act.sendBack")}>
        <Act part={part} action={sendBackAction}>
          <TextArea name="reason" label={t("act.sendBackLabel")} rows={3} />
          <Button kind="secondary">{t("act.sendBack")}</Button>
        </Act>
      </Details>
    </>
  )
}

const Write = async (props: Props) => {
  const { actor, found, part } = props
  const [t, can] = [await translator("case"), able(props)]
  return (
    <>
      {can("ask", "request.ask") && (
        <Details summary={t("thread.question")}>
          <Act part={part} action={askAction}>
            <TextArea
              name="question"
              label={t("act.askLabel")}
              hint={t("act.askHint", { language: t(`language.${found.language}`) })}
              rows={4}
              lang={found.language}
            />
            <Button kind="secondary">{t("act.ask")}</Button>
          </Act>
        </Details>
      )}
      {may(actor, "request.note") && (
        <Details summary={t("thread.note")}>
          <Act part={part} action={noteAction}>
            <TextArea name="note" label={t("act.noteLabel")} hint={t("act.noteHint")} rows={3} />
            <Button kind="secondary">{t("act.note")}</Button>
          </Act>
        </Details>
      )}
    </>
  )
}

/** What the reader can do with this part now; for those who only read, a sentence. */
export const Acts = async (props: Props) => {
  const { actor, part } = props
  const [t, can] = [await translator("case"), able(props)]
  const works = may(actor, "request.note")
  return (
    <Section id="acts" title={t("act.title")}>
      <div className={styles.acts}>
        {!works && <p>{t("act.none")}</p>}
        <Take {...props} />
        <Decide {...props} />
        <Approve {...props} />
        {can("resume", "request.resume") && (
          <Act part={part} action={resumeAction}>
            <Button>{t("act.resume")}</Button>
          </Act>
        )}
        <Write {...props} />
      </div>
    </Section>
  )
}
