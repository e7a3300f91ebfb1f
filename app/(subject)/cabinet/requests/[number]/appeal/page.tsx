import type { Metadata } from "next"
import { redirect } from "next/navigation"
import { orNotFound } from "@/app/_records/or-not-found"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asSubject } from "@/app/_server/session"
import { Button } from "@/app/_ui/button"
import { TextArea } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { SummaryList } from "@/app/_ui/summary-list"
import { BackLink, PageTitle, Section } from "@/app/_ui/text"
import { formatDate } from "@/lib/format/date"
import { formatCount } from "@/lib/format/number"
import { appealedRows } from "@/lib/letters/appeal-letter"
import { inForce as inForceNow } from "@/lib/policy/editions"
import { appealFacts } from "@/lib/requests/appeal-facts"
import { draftOf } from "@/lib/requests/draft-of"
import { myRequest } from "@/lib/requests/my-request"
import { dueOnOf } from "@/lib/requests/offers"
import { APPEAL_SCOPE } from "@/lib/requests/prepare-appeal"
import { MOST_WORDS, wordsForm } from "@/lib/requests/words-form"
import { prepareAppealAction } from "./actions"

type Props = {
  params: Promise<{ number: string }>
  searchParams: Promise<{ part?: string; again?: string }>
}

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("appeal"))("title"),
})

/** The part that may be appealed against, with its facts and what was written before. */
const load = (number: string, wanted: string | undefined, again: string | undefined) =>
  asSubject(async (ctx) => {
    const { parts } = await myRequest(ctx, number)
    const part = wanted ? parts.find(({ id }) => id === wanted) : parts.find(({ mayAppeal }) => mayAppeal)
    const inForce = await inForceNow(ctx.db)
    const form = wordsForm(inForce, APPEAL_SCOPE.right)
    if (!part || !form) return null
    const draft = (await draftOf(ctx, again))?.draft
    return {
      part,
      facts: await appealFacts(ctx, part.id, ctx.actor.locale),
      dueOn: dueOnOf(inForce, form.right, ctx.now),
      words: (draft?.appeal?.part === part.id && draft.words) || "",
    }
  })

const AppealPage = async ({ params, searchParams }: Props) => {
  const [{ number }, { part: wanted, again }] = [await params, await searchParams]
  const found = await orNotFound(load(number, wanted, again))
  if (!found) missing()
  const { part, facts, dueOn, words } = found
  if (part.appeal) redirect(`/cabinet/requests/${part.appeal.number}`)
  const [t, request, locale] = [
    await translator("appeal"),
    await translator("request"),
    await currentLocale(),
  ]
  return (
    <>
      <BackLink href={`/cabinet/requests/${number}`}>{request("backToRequest", { number })}</BackLink>
      <PageTitle caption={`№ ${number}`} lead={t("lead")}>
        {t("title")}
      </PageTitle>
      <Section id="facts" title={t("facts")}>
        <SummaryList
          rows={appealedRows(facts, locale).map(([key, value], i) => ({ id: `${i}`, key, value }))}
          strong="key"
        />
      </Section>
      {part.mayAppeal ? (
        <Form action={prepareAppealAction}>
          <input type="hidden" name="part" value={part.id} />
          <TextArea
            name="words"
            label={t("words")}
            hint={t("wordsHint", { max: formatCount(MOST_WORDS, locale) })}
            defaultValue={words}
            optional
            rows={6}
          />
          {dueOn && <p>{t("by", { date: formatDate(dueOn, locale) })}</p>}
          <p>{t("once")}</p>
          <Button>{request("continue")}</Button>
        </Form>
      ) : (
        <p>{t("tooEarly")}</p>
      )}
    </>
  )
}

export default AppealPage
