import type { Metadata } from "next"
import { registerWords } from "@/app/_records/register-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asStaff, signedStaff } from "@/app/_server/session"
import { ButtonLink, Buttons } from "@/app/_ui/button"
import { SummaryList } from "@/app/_ui/summary-list"
import { PageTitle, Section, Spoken } from "@/app/_ui/text"
import { may } from "@/lib/permissions"
import type { InForce } from "@/lib/policy/editions"
import { processingRegister, type RegisterLine } from "@/lib/processing/register"
import { groundOf } from "@/lib/processing/register-files"
import styles from "./register.module.css"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("processing"))("title"),
})

const Lines = async ({ lines, inForce }: { lines: readonly RegisterLine[]; inForce: InForce }) => {
  const [words, locale] = [await registerWords(), await currentLocale()]
  if (lines.length === 0) return words.none
  return (
    <ul className={styles.lines}>
      {lines.map((line) => {
        const ground = groundOf(inForce, line, locale, words.assumed)
        return (
          <li key={`${line.text[locale]} ${ground}`}>
            {line.text[locale]} {ground && <small className={styles.ground}>{ground}</small>}
          </li>
        )
      })}
    </ul>
  )
}

const RegisterPage = async () => {
  const { actor } = await signedStaff()
  if (!may(actor, "processing.read")) missing()
  const { inForce, arrays } = await asStaff(processingRegister)
  const [t, words, locale] = [await translator("processing"), await registerWords(), await currentLocale()]
  return (
    <>
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      <Buttons>
        <ButtonLink kind="secondary" href="/api/staff/register/xlsx" download>
          XLSX <Spoken>{t("download")}</Spoken>
        </ButtonLink>
        <ButtonLink kind="secondary" href="/api/staff/register/json" download>
          JSON <Spoken>{t("download")}</Spoken>
        </ButtonLink>
      </Buttons>
      {arrays.map(({ code, title, fields }) => (
        <Section key={code} id={code} title={title[locale]}>
          <SummaryList
            strong="key"
            rows={fields.map(({ field, lines }) => ({
              key: words.field(field),
              value: <Lines lines={lines} inForce={inForce} />,
            }))}
          />
        </Section>
      ))}
    </>
  )
}

export default RegisterPage
