import type { Metadata } from "next"
import { redirect } from "next/navigation"
import { house } from "@/app/_server/house"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asSubject, signedSubject } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Button, ButtonLink, Buttons } from "@/app/_ui/button"
import { Field } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { BackLink, PageTitle, Section } from "@/app/_ui/text"
import { LetterView } from "@/app/(subject)/_parts/letter-view"
import { PlanView } from "@/app/(subject)/_parts/plan-view"
import { TooLate } from "@/app/(subject)/_parts/too-late"
import { formatTime } from "@/lib/format/date"
import type { Letter } from "@/lib/letters/letter"
import { right as rightOf } from "@/lib/policy/lookup"
import { draftOf, type Prepared, signedAs } from "@/lib/requests/draft-of"
import { gapRows, planRows } from "@/lib/requests/plan-rows"
import { type Prospect, prospectFor } from "@/lib/requests/prepare"
import { signErasureAction, signWithdrawalAction } from "./actions"

type Right = "withdrawal" | "erasure"
type Props = { params: Promise<{ right: string }>; searchParams: Promise<{ intent?: string }> }

const isRight = (right: string): right is Right => right === "withdrawal" || right === "erasure"

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
      {told.map(({ fact, text }) => (
        <p key={fact}>{text[locale]}</p>
      ))}
      {right === "erasure" && (
        <p>
          {t("sign.erasure.portal")} {planning.inForce.policy.caseFile.text[locale]}
        </p>
      )}
      <PlanView
        rows={planRows(planning.inForce, plan.operations, locale)}
        gaps={gapRows(planning.inForce, plan.gaps, locale)}
      />
    </Section>
  )
}

const LetterText = async ({ letter, intent }: { letter: Letter; intent: string }) => {
  const t = await translator("request")
  return (
    <Section id="letter" title={t("sign.letter")}>
      <p>{t("sign.letterAbout")}</p>
      <LetterView letter={letter} />
      <p>
        {t("sign.paper")} <a href={`/api/letters/drafts/${intent}`}>{t("sign.print")}</a>
      </p>
    </Section>
  )
}

type SignatureProps = { right: Right; intent: string; prepared: Prepared; prospect: Prospect }

const Signature = async ({ right, intent, prepared, prospect }: SignatureProps) => {
  const [t, locale] = [await translator("request"), await currentLocale()]
  const { signing } = prospect.planning.inForce.policy
  if (!signing.passwordAccepted) return null
  return (
    <Section id="signature" title={t("sign.heading")}>
      <p>{signing.undertaking[locale]}</p>
      <p>{t("sign.until", { time: formatTime(prepared.expiresAt) })}</p>
      <Form action={right === "withdrawal" ? signWithdrawalAction : signErasureAction}>
        <input type="hidden" name="intent" value={intent} />
        <Field
          name="password"
          type="password"
          label={t("sign.password")}
          hint={t("sign.passwordHint")}
          autoComplete="current-password"
          width={20}
        />
        <Buttons>
          <Button kind={right === "erasure" ? "grave" : "primary"}>{t("sign.send")}</Button>
          <ButtonLink kind="link" href={`/cabinet/requests/new/${right}?again=${intent}`}>
            {t("sign.change")}
          </ButtonLink>
        </Buttons>
      </Form>
    </Section>
  )
}

const SignPage = async ({ params, searchParams }: Props) => {
  const [{ right }, { intent = "" }] = [await params, await searchParams]
  if (!isRight(right)) missing()
  const { prepared, number } = await asSubject(async (ctx) => {
    const prepared = await draftOf(ctx, intent)
    return { prepared, number: prepared ? await signedAs(ctx, intent) : null }
  })
  if (prepared?.draft.scope.right !== right) missing()
  if (number) redirect(`/cabinet/requests/${number}`)
  const again = `/cabinet/requests/new/${right}?again=${intent}`
  if (prepared.state !== "open") return <TooLate why="over" again={again} />
  const prospect = await prospectFor(house(), await signedSubject(), prepared.draft.scope)
  if (prospect.plan.hash !== prepared.draft.planHash) return <TooLate why="changed" again={again} />
  const t = await translator("request")
  return (
    <>
      <BackLink href={again}>{t("sign.change")}</BackLink>
      <PageTitle lead={t(`sign.${right}.lead`)}>{t("sign.title")}</PageTitle>
      <Consequences right={right} prospect={prospect} />
      <LetterText letter={prepared.letter} intent={intent} />
      <Signature right={right} intent={intent} prepared={prepared} prospect={prospect} />
    </>
  )
}

export default SignPage
