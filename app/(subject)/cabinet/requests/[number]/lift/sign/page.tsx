import type { Metadata } from "next"
import { redirect } from "next/navigation"
import { orNotFound } from "@/app/_records/or-not-found"
import { house } from "@/app/_server/house"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asSubject, signedSubject } from "@/app/_server/session"
import { BackLink, PageTitle, Section } from "@/app/_ui/text"
import { PlanView } from "@/app/(subject)/_parts/plan-view"
import { TooLate } from "@/app/(subject)/_parts/too-late"
import { category } from "@/lib/policy/lookup"
import { intentSoFar } from "@/lib/requests/draft-of"
import { type LiftProspect, liftProspect } from "@/lib/requests/lift-restriction"
import { myRequest } from "@/lib/requests/my-request"
import { gapRows, planRows } from "@/lib/requests/plan-rows"
import { LetterText } from "../../../new/[right]/sign/letter-text"
import { Signature } from "../../../new/[right]/sign/signature"
import { liftAction } from "../actions"

type Props = { params: Promise<{ number: string }>; searchParams: Promise<{ intent?: string }> }

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("request"))("sign.title"),
})

/** What ends, and what stays restricted for another reason. */
const Consequences = async ({ prospect: { planning, plan, still } }: { prospect: LiftProspect }) => {
  const [t, locale] = [await translator("request"), await currentLocale()]
  const { inForce } = planning
  return (
    <Section id="consequences" title={t("lift.consequences")}>
      <PlanView
        rows={planRows(inForce, plan.operations, locale)}
        gaps={gapRows(inForce, plan.gaps, locale)}
      />
      {still.length > 0 && (
        <>
          <p>{t("lift.stays")}</p>
          <ul>
            {still.map((code) => (
              <li key={code}>{category(inForce.policy, code).title[locale]}</li>
            ))}
          </ul>
        </>
      )}
    </Section>
  )
}

const SignLiftPage = async ({ params, searchParams }: Props) => {
  const [{ number }, { intent = "" }] = [await params, await searchParams]
  const again = `/cabinet/requests/${number}/lift`
  const read = asSubject(async (ctx) => {
    const { prepared, number: signed } = await intentSoFar(ctx, intent)
    const { parts } = await myRequest(ctx, number)
    const lift = prepared?.draft.lift
    return { prepared, signed, inForce: parts.some(({ id, mayLift }) => mayLift && id === lift) }
  })
  const { prepared, signed, inForce } = await orNotFound(read)
  const lift = prepared?.draft.lift
  if (!prepared || !lift) missing()
  if (signed) redirect(`/cabinet/requests/${signed}`)
  if (!inForce) redirect(`/cabinet/requests/${number}`)
  if (prepared.state !== "open") return <TooLate why="over" again={again} />
  const prospect = await orNotFound(signedSubject().then((who) => liftProspect(house(), who, lift)))
  if (prospect.plan.hash !== prepared.draft.planHash) return <TooLate why="changed" again={again} />
  const t = await translator("request")
  return (
    <>
      <BackLink href={again}>{t("lift.back")}</BackLink>
      <PageTitle caption={`№ ${number}`} lead={t("lift.lead")}>
        {t("sign.title")}
      </PageTitle>
      <Consequences prospect={prospect} />
      <LetterText letter={prepared.letter} intent={intent} />
      <Signature
        action={liftAction}
        intent={intent}
        codeSent={prepared.codeSent}
        expiresAt={prepared.expiresAt}
        policy={prospect.planning.inForce.policy}
        again={again}
      />
    </>
  )
}

export default SignLiftPage
