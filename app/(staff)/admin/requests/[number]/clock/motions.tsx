import { currentLocale, translator } from "@/app/_server/locale"
import { Button } from "@/app/_ui/button"
import { TextArea } from "@/app/_ui/field"
import { formatDate } from "@/lib/format/date"
import { may } from "@/lib/permissions"
import type { CaseProposal } from "@/lib/requests/case-file"
import { isMotion, type Motion } from "@/lib/requests/motion"
import { Act } from "../act"
import styles from "../case.module.css"
import type { DecideProps } from "../decide"
import { Fold } from "../fold"
import { agreeAction, moveAction } from "./actions"

type Props = DecideProps & { proposal: CaseProposal | null }

/** What may be moved where the part stands: what waits for a fact, a restriction without an end. */
const movable = ({ part }: Props): Motion | null => {
  if (part.status === "deferred" && part.deferredFact) return "release"
  return part.status === "fulfilled" && part.scope.right === "restriction" && !part.liftAt ? "lift" : null
}

const Move = async (props: Props) => {
  const { actor, part, found } = props
  const t = await translator("clock")
  const kind = movable(props)
  if (!kind || !may(actor, "request.move")) return null
  return (
    <Act part={part} action={moveAction} live>
      <input type="hidden" name="kind" value={kind} />
      <Fold fields={[kind]} summary={t(`motion.${kind}.summary`)}>
        <p className={styles.meta}>{t(`motion.${kind}.about`)}</p>
        <TextArea name={kind} label={t(`motion.${kind}.reason`)} rows={3} lang={found.language} />
        <Button kind="secondary">{t("motion.submit")}</Button>
      </Fold>
    </Act>
  )
}

const Agree = async (props: Props) => {
  const { actor, part, proposal } = props
  const t = await translator("clock")
  const kind = movable(props)
  const awaits =
    kind !== null && proposal !== null && proposal.kind === (kind as string) && !proposal.approvedAt
  if (!awaits) return null
  if (!may(actor, "request.agree") || proposal.authors.includes(actor.accountId))
    return <p>{t("motion.awaits")}</p>
  return (
    <Act part={part} action={agreeAction} live>
      <p className={styles.meta}>{t(`motion.${kind}.agreeHint`)}</p>
      <Button>{t("motion.agree")}</Button>
    </Act>
  )
}

/** Two people do earlier what waits, or end a restriction; a restriction that has its end says when. */
export const Motions = async (props: Props) => {
  const [t, locale] = [await translator("clock"), await currentLocale()]
  const { liftAt, reminded, scope, status } = props.part
  return (
    <>
      {scope.right === "restriction" && scope.until && (
        <p>{t("motion.asked", { date: formatDate(scope.until, locale) })}</p>
      )}
      {liftAt && reminded > 0 && status === "fulfilled" && (
        <p>{t("motion.ends", { date: formatDate(liftAt, locale) })}</p>
      )}
      <Agree key="agree" {...props} />
      <Move key="move" {...props} />
    </>
  )
}

/** Whether the newest proposal is one of these, still to be agreed to. */
export const isOpenMotion = (proposal: CaseProposal): boolean =>
  isMotion(proposal.kind) && proposal.approvedAt === null
