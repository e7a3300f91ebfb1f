import type { Metadata } from "next"
import { redirect } from "next/navigation"
import { house } from "@/app/_server/house"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asSubject, signedSubject } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { BackLink, PageTitle, Section } from "@/app/_ui/text"
import { PlanView } from "@/app/(subject)/_parts/plan-view"
import { ProofNote } from "@/app/(subject)/_parts/proof-note"
import { TakeBackNote } from "@/app/(subject)/_parts/take-back-note"
import { TooLate } from "@/app/(subject)/_parts/too-late"
import { right as rightOf } from "@/lib/policy/lookup"
import { hasNoPassword } from "@/lib/requests/asker"
import { intentSoFar } from "@/lib/requests/draft-of"
import { gapRows, planRows } from "@/lib/requests/plan-rows"
import { type Prospect, prospectFor } from "@/lib/requests/prepare"
import { erasedIn, isAnswerRight, isEffectRight, isReadingRight } from "@/lib/requests/scope"
import { Consequences as EffectConsequences } from "../effect"
import { signEffectAction, signErasureAction, signRestrictionAction, signWithdrawalAction } from "./actions"
import { LetterText } from "./letter-text"
import { Sending, Signature } from "./signature"
import { WordsToSign } from "./words"

const signing = {
  withdrawal: signWithdrawalAction,
  erasure: signErasureAction,
  restriction: signRestrictionAction,
} as const
type Right = keyof typeof signing
type Props = { params: Promise<{ right: string }>; searchParams: Promise<{ intent?: string }> }

const isRight = (right: string): right is Right => Object.hasOwn(signing, right)

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("request"))("sign.title"),
})

/** The plan that will run, computed again now: what is shown is what would be signed. */
const Consequences = async ({ right, prospect }: { right: Right; prospect: Prospect }) => {
  const [t, locale] = [await translator("request"), await currentLocale()]
  const { planning, plan } = prospect
  const { cautions = [] } = rightOf(planning.inForce.policy, right)
  const told = cautions.filter(({ fact }) => planning.known.facts.get(fact)?.value === true)
  return (
    <Section id="consequences" title={t(`sign.${right}.consequences`)}>
      {right === "erasure" && <Banner title={t("sign.erasure.final")}>{t("sign.erasure.finalAbout")}</Banner>}
      {right === "restriction" && <p>{rightOf(planning.inForce.policy, right).description[locale]}</p>}
      {told.map(({ fact, text }) => (
        <p key={fact}>{text[locale]}</p>
      ))}
      <PlanView
        rows={planRows(planning.inForce, plan.operations, locale)}
        gaps={gapRows(planning.inForce, plan.gaps, locale)}
      />
      {right === "erasure" && (
        <p>
          {t("sign.erasure.portal")} {planning.inForce.policy.caseFile.text[locale]}
        </p>
      )}
    </Section>
  )
}

const SignPage = async ({ params, searchParams }: Props) => {
  const [{ right }, { intent = "" }] = [await params, await searchParams]
  if (!isRight(right) && !isAnswerRight(right) && !isReadingRight(right) && !isEffectRight(right)) missing()
  const { prepared, number } = await asSubject((ctx) => intentSoFar(ctx, intent))
  if (prepared?.draft.scope.right !== right || prepared.draft.lift) missing()
  if (number) redirect(`/cabinet/requests/${number}`)
  const { appeal } = prepared.draft
  const again = appeal
    ? `/cabinet/requests/${appeal.number}/appeal?part=${appeal.part}&again=${intent}`
    : `/cabinet/requests/new/${right}?again=${intent}`
  if (prepared.state !== "open") return <TooLate why="over" again={again} />
  if (!isRight(right) && !isEffectRight(right))
    return <WordsToSign prepared={prepared} intent={intent} again={again} />
  const signed = await signedSubject()
  const prospect = await prospectFor(house(), signed, prepared.draft.scope)
  if (prospect.plan.hash !== prepared.draft.planHash) return <TooLate why="changed" again={again} />
  const t = await translator("request")
  const action = isRight(right) ? signing[right] : signEffectAction
  const form = { action, intent, expiresAt: prepared.expiresAt, again }
  return (
    <>
      <BackLink href={again}>{t("sign.change")}</BackLink>
      <PageTitle lead={t("sign.lead")}>{t("sign.title")}</PageTitle>
      {isRight(right) ? (
        <Consequences right={right} prospect={prospect} />
      ) : (
        <EffectConsequences right={right} prospect={prospect} />
      )}
      <LetterText letter={prepared.letter} intent={intent} />
      <TakeBackNote scope={prepared.draft.scope} prospect={prospect} />
      <ProofNote right={right} intent={intent} />
      {hasNoPassword(signed.actor) ? (
        <Sending {...form} />
      ) : (
        <Signature
          {...form}
          codeSent={prepared.codeSent}
          policy={prospect.planning.inForce.policy}
          grave={erasedIn(prepared.draft.scope).length > 0}
        />
      )}
    </>
  )
}

export default SignPage
