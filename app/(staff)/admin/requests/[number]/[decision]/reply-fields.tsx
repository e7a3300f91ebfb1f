import { staffHouse } from "@/app/_server/house"
import { currentLocale, translator } from "@/app/_server/locale"
import { signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Radios, Select } from "@/app/_ui/choices"
import { TextArea } from "@/app/_ui/field"
import type { Case, CasePart } from "@/lib/requests/case"
import { type ProposedExistence, proposeExistence } from "@/lib/requests/propose-existence"
import { replyChoices } from "@/lib/requests/reply"

/** What the answer comes to, and the ground where it can be declined; nothing to choose where it can only be answered. */
const Outcome = async ({ part }: { part: CasePart }) => {
  const [t, locale] = [await translator("case"), await currentLocale()]
  const { outcomes, grounds } = replyChoices(part.inForce, part.scope, part.original)
  const [only] = outcomes
  if (only && outcomes.length === 1) return <input type="hidden" name="outcome" value={only} />
  return (
    <>
      {grounds.length === 0 && <Banner>{t("form.noDecline")}</Banner>}
      <Radios
        name="outcome"
        label={t("form.outcome")}
        options={outcomes.map((code) => ({ value: code, label: t(`form.outcomes.${code}`) }))}
      />
      {grounds.length > 0 && (
        <Select
          name="ground"
          label={t("form.refusalGround")}
          hint={t("form.groundHint")}
          options={[
            { value: "", label: t("form.choose") },
            ...grounds.map(({ code, title }) => ({ value: code, label: title[locale] })),
          ]}
        />
      )}
    </>
  )
}

/** What stands behind the text proposed, and what it leaves to the officer. */
const Proposed = async ({ found }: { found: ProposedExistence }) => {
  const t = await translator("copies")
  return (
    <Banner>
      <p>{t("existence.proposed")}</p>
      {found.silent && <p>{t("existence.waiting")}</p>}
      {found.others > 0 && <p>{t("existence.others", { n: found.others })}</p>}
    </Banner>
  )
}

/** The fields of an answer in words: what it comes to, on which ground, and the words themselves. */
export const ReplyFields = async ({ found, part }: { found: Case; part: CasePart }) => {
  const t = await translator("case")
  const proposed =
    part.right === "existence" ? await proposeExistence(staffHouse(), await signedStaff(), part.id) : null
  return (
    <>
      {proposed && <Proposed found={proposed} />}
      {part.original && <input type="hidden" name="appeal" value={part.original.part} />}
      <Outcome part={part} />
      <TextArea
        name="words"
        label={t("form.words")}
        hint={t("form.explanationHint", { language: t(`language.${found.language}`) })}
        rows={10}
        defaultValue={proposed?.text}
        lang={found.language}
      />
    </>
  )
}
