import { translator } from "@/app/_server/locale"
import { asSubject, signedSubject } from "@/app/_server/session"
import { BackLink, PageTitle } from "@/app/_ui/text"
import { ProofNote } from "@/app/(subject)/_parts/proof-note"
import { TooLate } from "@/app/(subject)/_parts/too-late"
import { inForce as inForceNow } from "@/lib/policy/editions"
import { hasNoPassword } from "@/lib/requests/asker"
import type { Prepared } from "@/lib/requests/draft-of"
import { isReading } from "@/lib/requests/scope"
import { sentBySession } from "@/lib/requests/words-form"
import { signWordsAction } from "./actions"
import { LetterText } from "./letter-text"
import { Sending, Signature } from "./signature"

type Props = { prepared: Prepared; intent: string; again: string }

/** The letter of a right that is answered in words or with a copy, before it is sent or signed. */
export const WordsToSign = async ({ prepared, intent, again }: Props) => {
  const { scope, edition } = prepared.draft
  const inForce = await asSubject((ctx) => inForceNow(ctx.db))
  if (edition !== inForce.edition.id) return <TooLate why="policy" again={again} />
  const [t, ask] = [await translator("request"), await translator("ask")]
  const { expiresAt, letter, codeSent } = prepared
  const form = { action: signWordsAction, intent, expiresAt, again }
  const { actor } = await signedSubject()
  const isSent = hasNoPassword(actor) || sentBySession(inForce, scope.right)
  return (
    <>
      <BackLink href={again}>{t("sign.change")}</BackLink>
      <PageTitle lead={ask(isSent ? "send.lead" : "send.signLead")}>
        {isSent ? ask("send.title") : t("sign.title")}
      </PageTitle>
      <LetterText letter={letter} intent={intent} />
      <ProofNote right={scope.right} intent={intent} />
      {isSent ? (
        <Sending {...form} />
      ) : (
        <Signature {...form} codeSent={codeSent} policy={inForce.policy} proof={isReading(scope)} />
      )}
    </>
  )
}
