import { TrueData } from "@/app/_records/true-data"
import { dateWords } from "@/app/_server/date-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { Button } from "@/app/_ui/button"
import { DateFields } from "@/app/_ui/date-fields"
import { Field } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { SummaryList } from "@/app/_ui/summary-list"
import { BackLink, PageTitle, Section } from "@/app/_ui/text"
import { Evidence } from "@/app/(subject)/_parts/evidence"
import type { Category } from "@/lib/policy/schema"
import type { Correctable } from "@/lib/requests/correctable"
import { beginContactAction, prepareCorrectionAction } from "./actions"
import { Held } from "./choose"

type Before = { value: string; documents: readonly string[]; intent: string } | null

type Props = { category: Category; choice: Correctable; full: boolean; before: Before }

const kinds = {
  phone: { type: "tel", inputMode: "tel", autoComplete: "tel" },
  email: { type: "email", inputMode: "email", autoComplete: "email" },
  pin: { inputMode: "numeric" },
  number: { inputMode: "numeric" },
  money: { inputMode: "decimal" },
} as const

/** The one question: what the value should be. Typed by its type; refused values stay. */
const NewValue = async ({ choice, value }: { choice: Correctable; value: string | undefined }) => {
  const [t, common] = [await translator("request"), await translator("common")]
  const { type } = choice.field
  if (type === "date") {
    return (
      <DateFields
        name="value"
        label={t("correct.new")}
        hint={common("date.example")}
        words={await dateWords()}
        defaultValue={value}
      />
    )
  }
  const hint =
    type === "phone" || type === "email" || type === "pin" || type === "money"
      ? t(`correct.hint.${type}`)
      : undefined
  const look = type in kinds ? kinds[type as keyof typeof kinds] : {}
  return (
    <Field
      name="value"
      label={t("correct.new")}
      hint={hint}
      defaultValue={value}
      spellCheck={false}
      {...look}
    />
  )
}

const Hidden = ({ category, choice }: Pick<Props, "category" | "choice">) => (
  <>
    <input type="hidden" name="category" value={category.code} />
    {choice.item ? (
      <input type="hidden" name="item" value={choice.item} />
    ) : (
      <input type="hidden" name="field" value={choice.field.code} />
    )}
  </>
)

const Proof = async ({ category, before }: Pick<Props, "category" | "before">) => {
  const t = await translator("request")
  const kept = before?.documents ?? []
  return (
    <>
      {before && <input type="hidden" name="again" value={before.intent} />}
      <Evidence
        label={t("correct.evidence")}
        {...(kept.length > 0 && { hint: t("correct.evidenceKept", { names: kept.join(", ") }) })}
        optional={category.selfService !== "with_evidence" || kept.length > 0}
      />
    </>
  )
}

/** A contact is confirmed by a code to the new one; the rest is read through and sent. */
export const CorrectForm = async ({ category, choice, full, before }: Props) => {
  const [t, locale] = [await translator("request"), await currentLocale()]
  const { type } = choice.field
  const atOnce = category.selfService === "at_once"
  const contact = atOnce && (type === "phone" || type === "email") ? type : null
  return (
    <>
      <BackLink href={`/cabinet/requests/new/rectification?category=${category.code}`}>
        {category.title[locale]}
      </BackLink>
      <PageTitle lead={t(contact ? `correct.contactLead.${contact}` : `correct.how.${category.selfService}`)}>
        {t("correct.field", { field: choice.field.title[locale] })}
      </PageTitle>
      <SummaryList
        rows={[{ key: t("correct.now"), value: <Held choice={choice} category={category} full={full} /> }]}
      />
      <TrueData />
      <Section>
        <Form action={contact ? beginContactAction : prepareCorrectionAction}>
          <Hidden category={category} choice={choice} />
          <NewValue choice={choice} value={before?.value} />
          {contact && !full && (
            <Field
              name="password"
              type="password"
              label={t("correct.password")}
              hint={t("correct.passwordHint")}
              autoComplete="current-password"
              width={20}
            />
          )}
          {!contact && <Proof category={category} before={before} />}
          <Button>{t(contact ? "correct.sendCode" : "continue")}</Button>
        </Form>
      </Section>
    </>
  )
}
