import { translator } from "@/app/_server/locale"
import { Button, ButtonLink } from "@/app/_ui/button"
import { Radios } from "@/app/_ui/choices"
import { TextArea } from "@/app/_ui/field"
import { may } from "@/lib/permissions"
import { refuseGroundsFor } from "@/lib/requests/grounds"
import { proofMethods } from "@/lib/requests/prove"
import { isOwnClaim } from "@/lib/requests/scope"
import { Act, able } from "../act"
import styles from "../case.module.css"
import type { DecideProps } from "../decide"
import { Fold } from "../fold"
import { answerForAction, askProofAction, cancelForAction, confirmAction } from "./actions"

const AskProof = async (props: DecideProps) => {
  const { actor, found, part } = props
  const t = await translator("clock")
  if (!may(actor, "request.ask_proof")) return null
  return (
    <Act part={part} action={askProofAction} live={able(props)("ask_proof", "request.ask_proof")}>
      <Fold fields={["doubt", "suffices"]} summary={t("ask.summary")}>
        <TextArea
          name="doubt"
          label={t("ask.doubt")}
          hint={t("ask.doubtHint")}
          rows={3}
          lang={found.language}
        />
        <TextArea
          name="suffices"
          label={t("ask.suffices")}
          hint={t("ask.sufficesHint")}
          rows={3}
          lang={found.language}
        />
        <Button kind="secondary">{t("ask.send")}</Button>
      </Fold>
    </Act>
  )
}

const Confirm = async (props: DecideProps) => {
  const { actor, part, found } = props
  const t = await translator("clock")
  if (!may(actor, "request.confirm")) return null
  // Taking a part confirms it, but where the policy wants more for its right.
  const isLookedAt = part.status === "verifying" || part.assignedTo === actor.accountId
  const live = isLookedAt && able(props)("confirm", "request.confirm")
  return (
    <>
      <Act key="confirm" part={part} action={confirmAction} live={live}>
        {part.status === "verifying" && (
          <p className={styles.meta}>{t(part.awaitedSince ? "confirm.awaited" : "confirm.came")}</p>
        )}
        <Radios
          name="method"
          label={t("confirm.method")}
          options={proofMethods.map((code) => ({ value: code, label: t(`confirm.methods.${code}`) }))}
        />
        <Button>{t("confirm.submit")}</Button>
      </Act>
      {part.status === "verifying" && live && refuseGroundsFor(part.inForce, part.right).length > 0 && (
        <ButtonLink kind="secondary" href={`/admin/requests/${found.number}/refuse?part=${part.id}`}>
          {t("confirm.reject")}
        </ButtonLink>
      )}
    </>
  )
}

/** What the person answered by phone, on paper or at a visit. */
const AnswerFor = async (props: DecideProps) => {
  const { actor, part, found } = props
  const t = await translator("clock")
  if (!may(actor, "request.answer_for")) return null
  return (
    <Act part={part} action={answerForAction} live={able(props)("answer", "request.answer_for")}>
      <Fold fields={["answer"]} summary={t("answerFor.summary")}>
        <TextArea
          name="answer"
          label={t("answerFor.label")}
          hint={t("answerFor.hint")}
          rows={3}
          lang={found.language}
        />
        <Button kind="secondary">{t("answerFor.submit")}</Button>
      </Fold>
    </Act>
  )
}

/** Taking it back as the person said by phone, on paper or at a visit. */
const CancelFor = async (props: DecideProps) => {
  const { actor, part, found } = props
  const t = await translator("clock")
  if (!may(actor, "request.cancel_for") || isOwnClaim(part.scope) || part.right === "authority_request")
    return null
  return (
    <Act part={part} action={cancelForAction} live={able(props)("cancel", "request.cancel_for")}>
      <Fold fields={["said"]} summary={t("cancelFor.summary")}>
        <TextArea
          name="said"
          label={t("cancelFor.label")}
          hint={t("cancelFor.hint")}
          rows={3}
          lang={found.language}
        />
        <Button kind="secondary">{t("cancelFor.submit")}</Button>
      </Fold>
    </Act>
  )
}

/** Making sure who it is, and writing down what they answered or took back otherwise than in the cabinet. */
export const ProofActs = (props: DecideProps) => (
  <>
    <Confirm key="confirm" {...props} />
    <AnswerFor key="answer" {...props} />
    <AskProof key="ask" {...props} />
    <CancelFor key="cancel" {...props} />
  </>
)
