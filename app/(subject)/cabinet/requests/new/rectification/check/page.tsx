import type { Metadata } from "next"
import { redirect } from "next/navigation"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asSubject } from "@/app/_server/session"
import { Button } from "@/app/_ui/button"
import { Details } from "@/app/_ui/details"
import { Form } from "@/app/_ui/form"
import { SummaryList } from "@/app/_ui/summary-list"
import { BackLink, PageTitle, Section, Spoken } from "@/app/_ui/text"
import { LetterView } from "@/app/(subject)/_parts/letter-view"
import { ProofNote } from "@/app/(subject)/_parts/proof-note"
import { TooLate } from "@/app/(subject)/_parts/too-late"
import { AskForCode, TypedSignature } from "@/app/(subject)/cabinet/requests/new/[right]/sign/typed-signature"
import { type InForce, inForce as inForceNow } from "@/lib/policy/editions"
import { field as fieldOf, right } from "@/lib/policy/lookup"
import { hasNoPassword } from "@/lib/requests/asker"
import { keptNames } from "@/lib/requests/attach"
import { correctionIn } from "@/lib/requests/correction-in"
import { draftOf, type Prepared } from "@/lib/requests/draft-of"
import type { CorrectionScope } from "@/lib/requests/work-out-correction"
import { sendCorrectionAction } from "../actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("request"))("check.title"),
})

type Props = { searchParams: Promise<{ intent?: string }> }

type CheckProps = {
  inForce: InForce
  prepared: Prepared
  scope: CorrectionScope
  documents: readonly string[]
  again: string
}

const Answers = async ({ inForce, prepared, scope, documents, again }: CheckProps) => {
  const [t, common, locale] = [await translator("request"), await translator("common"), await currentLocale()]
  const told = correctionIn(prepared.letter)
  const action = (what: string) => (
    <a href={again}>
      {common("act.change")} <Spoken>: {what}</Spoken>
    </a>
  )
  return (
    <SummaryList
      rows={[
        { key: t("check.field"), value: fieldOf(inForce.policy, scope.category, scope.field).title[locale] },
        { key: t("correct.now"), value: told?.from },
        { key: t("correct.new"), value: told?.to, action: action(t("correct.new")) },
        {
          key: t("correct.evidence"),
          value: documents.length > 0 ? documents.join(", ") : common("word.notProvided"),
          action: action(t("correct.evidence")),
        },
      ]}
    />
  )
}

const CheckPage = async ({ searchParams }: Props) => {
  const { intent = "" } = await searchParams
  const read = await asSubject(async (ctx) => {
    const prepared = await draftOf(ctx, intent)
    const documents = prepared ? await keptNames(ctx, prepared.draft.attachments ?? []) : []
    return {
      prepared,
      documents: documents.map(({ name }) => name),
      inForce: await inForceNow(ctx.db),
      isKnown: hasNoPassword(ctx.actor),
    }
  })
  const { prepared, documents, inForce, isKnown } = read
  if (prepared?.draft.scope.right !== "rectification") missing()
  if (prepared.state === "used") redirect("/cabinet/requests")
  const again = `/cabinet/requests/new/rectification?again=${intent}`
  if (prepared.state === "over") return <TooLate why="over" again={again} />
  const t = await translator("request")
  const { scope } = prepared.draft
  const withPassword = !isKnown && right(inForce.policy, "rectification").proof !== "session"
  return (
    <>
      <BackLink href={again}>{t("sign.change")}</BackLink>
      <PageTitle lead={t("check.lead")}>{t("check.title")}</PageTitle>
      <Answers inForce={inForce} prepared={prepared} scope={scope} documents={documents} again={again} />
      <Section>
        <Details summary={t("check.letter")}>
          <LetterView letter={prepared.letter} />
        </Details>
      </Section>
      <ProofNote right="rectification" intent={intent} page="check" />
      <Section>
        <Form action={sendCorrectionAction}>
          <input type="hidden" name="intent" value={intent} />
          {withPassword && <TypedSignature codeSent={prepared.codeSent} />}
          <Button>{t("check.send")}</Button>
        </Form>
        {withPassword && <AskForCode intent={intent ?? ""} codeSent={prepared.codeSent} />}
      </Section>
    </>
  )
}

export default CheckPage
