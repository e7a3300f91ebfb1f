import type { Metadata } from "next"
import { translator } from "@/app/_server/locale"
import { Button } from "@/app/_ui/button"
import { Field } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { PageTitle, Prose, Section } from "@/app/_ui/text"
import { keepFirstCodesAction, makeFirstCodesAction } from "../actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("security"))("recovery.title"),
})

/** Where whoever set up their second factor gets recovery codes and shows that they kept them. Opening it makes none. */
const KeptPage = async () => {
  const [t, signIn] = [await translator("security"), await translator("sign-in")]
  return (
    <>
      <PageTitle lead={t("recovery.firstLead")}>{t("recovery.title")}</PageTitle>
      <Form action={makeFirstCodesAction} permalink="/sign-in/kept">
        <Button kind="secondary">{t("recovery.make")}</Button>
      </Form>
      <Form action={keepFirstCodesAction} permalink="/sign-in/kept">
        <Field
          name="kept"
          label={t("recovery.kept")}
          hint={t("recovery.keptHint")}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          width={20}
        />
        <Button>{t("recovery.goOn")}</Button>
      </Form>
      <Section>
        <Prose>
          <p>
            <a href="/sign-in">{signIn("code.again")}</a>
          </p>
        </Prose>
      </Section>
    </>
  )
}

export default KeptPage
