import type { Metadata } from "next"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asSubject } from "@/app/_server/session"
import { Button } from "@/app/_ui/button"
import { Checkboxes } from "@/app/_ui/choices"
import { Field, TextArea } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { BackLink, PageTitle } from "@/app/_ui/text"
import { formatDate } from "@/lib/format/date"
import { formatCount } from "@/lib/format/number"
import { myView } from "@/lib/oversight/my-views"
import { inForce as inForceNow } from "@/lib/policy/editions"
import { offeredRight } from "@/lib/policy/lookup"
import { askedBefore } from "@/lib/requests/asked-before"
import { askerOf } from "@/lib/requests/asker"
import { dueOnOf } from "@/lib/requests/offers"
import { isEffectRight, isReadingRight } from "@/lib/requests/scope"
import type { Demanded } from "@/lib/requests/signing"
import { MOST_WORDS, type WordsForm, wordsForm } from "@/lib/requests/words-form"
import { AboutView, AskName } from "./about-view"
import { prepareWordsAction } from "./actions"
import { AskForCopy } from "./ask-for-copy"
import { EffectPage } from "./effect"

type Props = {
  params: Promise<{ right: string }>
  searchParams: Promise<{ again?: string; back?: string; view?: string }>
}

/** The form of a right the policy in force has, with what the person wrote in it before. */
const formOf = ({ right, again, view }: { right: string } & Record<"again" | "view", string | undefined>) =>
  asSubject(async (ctx) => {
    const inForce = await inForceNow(ctx.db)
    const form = wordsForm(inForce, right, askerOf(ctx.actor))
    if (!form) return null
    const asked = await askedBefore(ctx, again)
    const before = asked && "about" in asked.scope && asked.scope.right === form.code ? asked.scope : null
    const seen = form.code === "question" ? await myView(ctx, view ?? before?.view) : null
    return {
      form: seen ? { ...form, wordsNeeded: false } : form,
      seen,
      named: before?.named === true,
      dueOn: dueOnOf(inForce, form.right, ctx.now),
      about: before?.about ?? [],
      words: (before && asked?.words) ?? "",
      demanded: (before && asked?.demanded) || null,
    }
  })

export const generateMetadata = async ({ params }: Props): Promise<Metadata> => {
  const { right } = await params
  const found = await asSubject(async (ctx) =>
    offeredRight((await inForceNow(ctx.db)).policy, right, askerOf(ctx.actor)),
  )
  return { title: found ? found.title[await currentLocale()] : (await translator("ask"))("title") }
}

const Topics = async ({ form, ticked }: { form: WordsForm; ticked: readonly string[] }) => {
  const [t, locale] = [await translator("ask"), await currentLocale()]
  if (form.topics.length === 0) return null
  return (
    <Checkboxes
      name="about"
      label={t(form.code === "objection" ? "about.objection" : "about.automated_review")}
      options={form.topics.map(({ code, title, description }) => ({
        value: code,
        label: title[locale],
        hint: description[locale],
      }))}
      defaultValues={ticked}
    />
  )
}

/** What a claim demands, with the bound the policy sets to what it answers for. */
const Demands = async ({ form: { right }, before }: { form: WordsForm; before: Demanded | null }) => {
  if (!right.demands) return null
  const [t, locale] = [await translator("ask"), await currentLocale()]
  const { cap } = right.demands
  return (
    <>
      <Field
        name="amount"
        label={t("claim.amount")}
        hint={cap ? cap.text[locale] : t("claim.amountHint")}
        defaultValue={before?.amount ?? undefined}
        inputMode="decimal"
        autoComplete="off"
        width={14}
        optional
      />
      <TextArea
        name="demand"
        label={t("claim.demand")}
        hint={t("claim.demandHint")}
        defaultValue={before?.demand}
        optional
        rows={3}
      />
    </>
  )
}

const AskPage = async ({ params, searchParams }: Props) => {
  const [{ right }, { again, back, view }] = [await params, await searchParams]
  if (isEffectRight(right)) return <EffectPage right={right} again={again} back={back === "1"} />
  const found = await formOf({ right, again, view })
  if (!found) return isReadingRight(right) ? <AskForCopy right={right} again={again} /> : missing()
  const { form, dueOn, about, words, demanded, seen, named } = found
  const [t, request, views, locale] = [
    await translator("ask"),
    await translator("request"),
    await translator("views"),
    await currentLocale(),
  ]
  const most = { max: formatCount(MOST_WORDS, locale) }
  return (
    <>
      {seen ? (
        <AboutView seen={seen} />
      ) : (
        <>
          <BackLink href="/cabinet/requests/new">{t("title")}</BackLink>
          <PageTitle lead={form.right.description[locale]}>{form.right.title[locale]}</PageTitle>
        </>
      )}
      <Form action={prepareWordsAction}>
        <input type="hidden" name="right" value={form.code} />
        {seen && <input type="hidden" name="view" value={seen.id} />}
        <Topics form={form} ticked={about} />
        <TextArea
          name="words"
          label={seen ? views("question.words") : t(`words.${form.code}`)}
          hint={seen ? views("question.wordsHint", most) : t("hint", most)}
          defaultValue={words}
          optional={!form.wordsNeeded}
          rows={8}
        />
        {seen && <AskName ticked={named} />}
        <Demands form={form} before={demanded} />
        {dueOn && <p>{t("by", { date: formatDate(dueOn, locale) })}</p>}
        <Button>{request("continue")}</Button>
      </Form>
    </>
  )
}

export default AskPage
