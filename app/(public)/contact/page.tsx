import type { Metadata } from "next"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { currentInForce } from "@/app/_server/policy"
import { Button } from "@/app/_ui/button"
import { Field } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { PageTitle, Prose, Section } from "@/app/_ui/text"
import { rightsFor } from "@/lib/policy/lookup"
import { beginContactAction } from "./actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("contact"))("title"),
})

/** The way in of somebody whose number another person gave. The same page and words whether it is known or not. */
const ContactPage = async () => {
  const [t, locale, { policy }] = [await translator("contact"), await currentLocale(), await currentInForce()]
  const rights = rightsFor(policy, "contact_person")
  if (rights.length === 0) missing()
  return (
    <>
      <PageTitle lead={t("lead", { organisation: policy.organisation.shortName[locale] })}>
        {t("title")}
      </PageTitle>
      <Form action={beginContactAction}>
        <Field
          name="phone"
          type="tel"
          label={t("phone")}
          hint={t("phoneHint")}
          inputMode="tel"
          autoComplete="tel"
          width={20}
        />
        <Button>{t("submit")}</Button>
      </Form>
      <Section id="what" title={t("what.title")}>
        <Prose>
          <ul>
            <li>{t("what.see")}</li>
            <li>{t("what.remove")}</li>
            <li>{t("what.none")}</li>
            <li>{t("what.client")}</li>
          </ul>
        </Prose>
      </Section>
    </>
  )
}

export default ContactPage
