import type { Metadata } from "next"
import { currentLocale, looseTranslator, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { currentInForce } from "@/app/_server/policy"
import { signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Button } from "@/app/_ui/button"
import { Radios } from "@/app/_ui/choices"
import { FileField } from "@/app/_ui/field"
import { PageTitle, Prose } from "@/app/_ui/text"
import { messagePurposes } from "@/lib/consents/suppress"
import { may } from "@/lib/permissions"
import styles from "./suppressions.module.css"

type Props = { searchParams: Promise<{ fault?: string | string[] }> }

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("suppressions"))("title"),
})

/** Why the last list was not taken; the file itself comes back as a file, so the answer comes back as an address. */
const Fault = async ({ code }: { code: string | string[] | undefined }) => {
  if (typeof code !== "string") return null
  const say = await looseTranslator("errors")
  return <Banner kind="fault" title={say(code, { max: "200 000" }) ?? say("fault")} live />
}

const SuppressionsPage = async ({ searchParams }: Props) => {
  const { actor } = await signedStaff()
  if (!may(actor, "suppressions.check")) missing()
  const [t, locale, inForce] = [
    await translator("suppressions"),
    await currentLocale(),
    await currentInForce(),
  ]
  const purposes = messagePurposes(inForce)
  return (
    <>
      <Fault code={(await searchParams).fault} />
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      <Prose>
        <p>{t("about")}</p>
      </Prose>
      {purposes.length === 0 ? (
        <p>{t("none")}</p>
      ) : (
        <form
          method="post"
          action="/api/staff/suppressions"
          encType="multipart/form-data"
          className={styles.form}
        >
          <Radios
            name="purpose"
            label={t("purpose")}
            defaultValue={purposes[0]?.code}
            options={purposes.map(({ code, title }) => ({ value: code, label: title[locale] }))}
          />
          <FileField name="file" label={t("file")} hint={t("fileHint")} accept=".csv,text/csv" />
          <Button>{t("check")}</Button>
        </form>
      )}
    </>
  )
}

export default SuppressionsPage
