import type { Metadata } from "next"
import { currentLocale, translator } from "@/app/_server/locale"
import { asSubject, signedCustomer } from "@/app/_server/session"
import { Button } from "@/app/_ui/button"
import { Radios } from "@/app/_ui/choices"
import { Form } from "@/app/_ui/form"
import { BackLink, PageTitle } from "@/app/_ui/text"
import { askAgain } from "@/lib/consents/ask-again"
import type { Question } from "@/lib/consents/new-to-person"
import type { InForce } from "@/lib/policy/editions"
import { openTo } from "../../open-to"
import { answerAction } from "../actions"
import { ConsentWords } from "../consent-words"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("consents"))("asked.title"),
})

const Ask = async ({ question, inForce }: { question: Question; inForce: InForce }) => {
  const [t, locale] = [await translator("consents"), await currentLocale()]
  const { purpose, added } = question
  const kinds = [...new Set(added.map(({ what }) => what))]
  return (
    <Radios
      name={purpose.code}
      label={purpose.title[locale]}
      labelSize="large"
      hint={
        <>
          <p>{kinds.map((kind) => t(`asked.${kind}`)).join(" ")}</p>
          <ConsentWords
            inForce={inForce}
            purpose={purpose}
            operations={added.map(({ operation }) => operation)}
          />
        </>
      }
      options={[
        { value: "yes", label: t("asked.yes") },
        { value: "no", label: t("asked.no") },
      ]}
    />
  )
}

const AskedPage = async () => {
  await openTo("withdrawal")
  await signedCustomer()
  const t = await translator("consents")
  const { inForce, questions } = await asSubject(askAgain)
  const { id, number } = inForce.edition
  const edition = String(number)
  if (questions.length === 0) {
    return (
      <>
        <BackLink href="/cabinet/consents">{t("title")}</BackLink>
        <PageTitle>{t("asked.title")}</PageTitle>
        <p>{t("asked.none")}</p>
      </>
    )
  }
  return (
    <>
      <BackLink href="/cabinet/consents">{t("title")}</BackLink>
      <PageTitle lead={t("asked.lead", { edition })}>{t("asked.title")}</PageTitle>
      <p>{t("asked.free")}</p>
      <p>
        <a href={`/policy/${number}`}>{t("asked.read", { edition })}</a>
      </p>
      <Form action={answerAction}>
        <input type="hidden" name="edition" value={id} />
        {questions.map((question) => (
          <Ask key={question.purpose.code} question={question} inForce={inForce} />
        ))}
        <Button>{t("asked.send")}</Button>
      </Form>
    </>
  )
}

export default AskedPage
