import type { Metadata } from "next"
import { z } from "zod"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { currentInForce } from "@/app/_server/policy"
import { signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Button } from "@/app/_ui/button"
import { Field, TextArea } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { BackLink, PageTitle } from "@/app/_ui/text"
import { formatLongDate } from "@/lib/format/date"
import { formatCount } from "@/lib/format/number"
import { shortId } from "@/lib/oversight/short-id"
import { may } from "@/lib/permissions"
import { answerBy } from "@/lib/requests/answer-by"
import { takesClaims } from "@/lib/requests/send-claim"
import { MOST_WORDS } from "@/lib/requests/words-form"
import { sendClaimAction } from "./actions"

type Props = { params: Promise<{ id: string }> }

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("claim"))("title"),
})

const ClaimForm = async ({ subject, dueOn }: { subject: string; dueOn: string }) => {
  const [t, locale] = [await translator("claim"), await currentLocale()]
  return (
    <Form action={sendClaimAction}>
      <input type="hidden" name="subject" value={subject} />
      <TextArea
        name="words"
        label={t("words")}
        hint={t("wordsHint", { max: formatCount(MOST_WORDS, locale) })}
        rows={8}
      />
      <Field
        name="amount"
        label={t("amount")}
        hint={t("amountHint")}
        inputMode="decimal"
        autoComplete="off"
        width={14}
        optional
      />
      <TextArea name="demand" label={t("demand")} hint={t("demandHint")} rows={3} optional />
      <p>{t("due", { date: formatLongDate(dueOn, locale) })}</p>
      <Button>{t("send")}</Button>
    </Form>
  )
}

/** Writing a claim shows nothing of the person, so no view is recorded for it. */
const ClaimPage = async ({ params }: Props) => {
  const [{ id }, { actor }] = [await params, await signedStaff()]
  if (!may(actor, "claim.send") || !z.uuid().safeParse(id).success) missing()
  const [t, people, inForce] = [await translator("claim"), await translator("people"), await currentInForce()]
  return (
    <>
      <BackLink href={`/admin/people/${id}`}>{people("person.toPerson")}</BackLink>
      <PageTitle caption={people("person.title", { id: shortId(id) })} lead={t("lead")}>
        {t("title")}
      </PageTitle>
      {takesClaims(inForce) ? (
        <ClaimForm subject={id} dueOn={answerBy(inForce, "claim", new Date()).dueOn} />
      ) : (
        <Banner>{t("none")}</Banner>
      )}
    </>
  )
}

export default ClaimPage
