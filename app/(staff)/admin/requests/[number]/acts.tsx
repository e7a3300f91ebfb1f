import { translator } from "@/app/_server/locale"
import { Button, ButtonLink } from "@/app/_ui/button"
import { TextArea } from "@/app/_ui/field"
import { Section } from "@/app/_ui/text"
import { heldUpBy } from "@/lib/fulfilment/stall-cause"
import { may } from "@/lib/permissions"
import type { CaseProposal } from "@/lib/requests/case-file"
import { isOpen } from "@/lib/requests/machine"
import { APPEAL_SCOPE } from "@/lib/requests/prepare-appeal"
import { Act, able } from "./act"
import {
  approveAction,
  askAction,
  noteAction,
  replanAction,
  resumeAction,
  retractAction,
  sendBackAction,
  takeAction,
} from "./actions"
import styles from "./case.module.css"
import { Extend } from "./clock/extend"
import { Motions } from "./clock/motions"
import { ProofActs } from "./clock/proof-acts"
import { Decide, type DecideProps } from "./decide"
import { Fold } from "./fold"

type Props = DecideProps & { proposal: CaseProposal | null }

const Take = async ({ actor, part }: Props) => {
  const t = await translator("case")
  if (!may(actor, "request.assign")) return null
  // An approver who looks at a colleague's proposal is not there to take the case from them.
  const free =
    !part.assignedTo ||
    (actor.role === "officer" && (part.assignedTo !== actor.accountId || part.status === "received"))
  return (
    <Act part={part} action={takeAction} live={free && isOpen(part.status)}>
      {part.assignee && <p>{t("act.elsewhere", { name: part.assignee })}</p>}
      <Button kind={part.assignee || part.status === "verifying" ? "secondary" : "primary"}>
        {t(part.assignee ? "act.takeOver" : "act.take")}
      </Button>
    </Act>
  )
}

const Awaited = async ({ actor, part, proposal }: Props) => {
  const t = await translator("case")
  if (!proposal || part.status !== "proposed") return null
  const own = proposal.authors.includes(actor.accountId) && proposal.authorId !== actor.accountId
  if (own || (may(actor, "request.approve") && proposal.authors.includes(actor.accountId)))
    return <p>{t("proposal.own")}</p>
  return may(actor, "request.approve") ? null : <p>{t("proposal.awaits")}</p>
}

const Retract = async (props: Props) => {
  const { actor, part, proposal } = props
  const t = await translator("case")
  if (!may(actor, "request.retract")) return null
  const live = able(props)("retract", "request.retract") && proposal?.authorId === actor.accountId
  return (
    <Act part={part} action={retractAction} live={live}>
      <Button kind="secondary">{t("act.retract")}</Button>
    </Act>
  )
}

const Approve = async (props: Props) => {
  const { actor, part, proposal } = props
  const t = await translator("case")
  if (!may(actor, "request.approve")) return null
  const live =
    able(props)("approve", "request.approve") && proposal?.authors.includes(actor.accountId) === false
  return (
    <>
      <Act key="approve" part={part} action={approveAction} live={live}>
        <p className={styles.meta}>{t("act.approveHint")}</p>
        <Button>{t("act.approve")}</Button>
      </Act>
      <Act key="send-back" part={part} action={sendBackAction} live={live}>
        <Fold fields={["reason"]} summary={t("act.sendBack")}>
          <TextArea name="reason" label={t("act.sendBackLabel")} rows={3} />
          <Button kind="secondary">{t("act.sendBack")}</Button>
        </Fold>
      </Act>
    </>
  )
}

const Ask = async (props: Props) => {
  const { actor, found, part } = props
  const t = await translator("case")
  // The person is no party to what a state body asks.
  if (!may(actor, "request.ask") || part.right === "authority_request") return null
  return (
    <Act part={part} action={askAction} live={able(props)("ask", "request.ask")}>
      <Fold fields={["question"]} summary={t("thread.question")}>
        <TextArea
          name="question"
          label={t("act.askLabel")}
          hint={t(part.inForce.profile.clock.pausesForProof ? "act.askHintStands" : "act.askHint", {
            language: t(`language.${found.language}`),
          })}
          rows={4}
          lang={found.language}
        />
        <Button kind="secondary">{t("act.ask")}</Button>
      </Fold>
    </Act>
  )
}

const Note = async ({ actor, part }: Props) => {
  const t = await translator("case")
  if (!may(actor, "request.note")) return null
  return (
    <Act part={part} action={noteAction} live>
      <Fold fields={["note"]} summary={t("thread.note")}>
        <TextArea name="note" label={t("act.noteLabel")} hint={t("act.noteHint")} rows={3} />
        <Button kind="secondary">{t("act.note")}</Button>
      </Fold>
    </Act>
  )
}

/** The two ways out of a stall: the same plan again, or another one. What only rounds look at is looked at now. */
const Resume = async (props: Props) => {
  const t = await translator("case")
  const { actor, part } = props
  if (!may(actor, "request.resume")) return null
  const stalled = part.status === "stalled"
  return (
    <>
      <Act
        key="resume"
        part={part}
        action={resumeAction}
        live={heldUpBy(part) !== null || able(props)("resume", "request.resume")}
      >
        <p className={styles.meta}>{t(stalled ? "act.resumeHint" : "act.lookHint")}</p>
        <Button>{t("act.resume")}</Button>
      </Act>
      <Act
        key="replan"
        part={part}
        action={replanAction}
        live={stalled && able(props)("replan", "request.replan")}
      >
        <p className={styles.meta}>{t("act.replanHint")}</p>
        <Button kind="secondary">{t("act.replan")}</Button>
      </Act>
    </>
  )
}

/** What came on paper or was said against the decision is entered from here, so that it names the very part. */
const RegisterAppeal = async ({ actor, found, part }: Props) => {
  const t = await translator("case")
  if (!part.mayAppeal || !may(actor, "request.register")) return null
  const asked = new URLSearchParams({ person: found.subjectId, right: APPEAL_SCOPE.right, appeal: part.id })
  return (
    <ButtonLink kind="link" href={`/admin/requests/new?${asked}`}>
      {t("act.registerAppeal")}
    </ButtonLink>
  )
}

/** What the reader can do with this part now; for those who only read, a sentence. */
export const Acts = async (props: Props) => {
  const [t, errors] = [await translator("case"), await translator("errors")]
  return (
    <Section id="acts" title={t("act.title")}>
      <div className={styles.acts}>
        {!may(props.actor, "request.note") && !may(props.actor, "request.approve") && <p>{t("act.none")}</p>}
        {props.part.barred && <p>{errors(props.part.barred)}</p>}
        <Take key="take" {...props} />
        <Decide key="decide" {...props} />
        <Awaited key="awaited" {...props} />
        <Retract key="retract" {...props} />
        <Approve key="approve" {...props} />
        <Resume key="resume" {...props} />
        <ProofActs key="proof" {...props} />
        <Ask key="ask" {...props} />
        <Extend key="extend" {...props} />
        <Motions key="motions" {...props} />
        <Note key="note" {...props} />
        <RegisterAppeal key="register-appeal" {...props} />
      </div>
    </Section>
  )
}
