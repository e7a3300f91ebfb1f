import type { Metadata } from "next"
import { redirect } from "next/navigation"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { currentInForce } from "@/app/_server/policy"
import { asSubject } from "@/app/_server/session"
import { ButtonLink } from "@/app/_ui/button"
import { BackLink, PageTitle, Prose, Section } from "@/app/_ui/text"
import { formatDate } from "@/lib/format/date"
import { proofWanted } from "@/lib/requests/proof-wanted"
import { letterAt } from "./back"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("prove"))("title"),
})

type Props = { searchParams: Promise<{ back?: string | string[] }> }

/** The ways this organisation has to make sure who somebody is; each leads back to the letter they come from. */
const ProvePage = async ({ searchParams }: Props) => {
  const letter = letterAt((await searchParams).back)
  if (!letter) missing()
  const wanted = await asSubject((ctx) => proofWanted(ctx, letter.right))
  if (!wanted) redirect(letter.back)
  const [t, locale, { policy }] = [await translator("prove"), await currentLocale(), await currentInForce()]
  const { contacts, dataProtection } = policy.organisation
  const visit = contacts.filter(({ kind }) => kind === "visit")
  return (
    <>
      <BackLink href={letter.back}>{t("back")}</BackLink>
      <PageTitle lead={t(`lead.${wanted.level}`)}>{t("title")}</PageTitle>
      {wanted.contactFrom && (
        <Section id="contact" title={t("contact.title")}>
          <Prose>
            <p>{t("contact.about", { date: formatDate(wanted.contactFrom, locale) })}</p>
          </Prose>
        </Section>
      )}
      <Section id="desk" title={t("desk.title")}>
        <Prose>
          <p>{t("desk.about")}</p>
          {visit.map(({ value }) => (
            <p key={value[locale]}>{value[locale]}</p>
          ))}
          <p>{t("desk.where", { address: dataProtection.address[locale], phone: dataProtection.phone })}</p>
        </Prose>
      </Section>
      <Section id="later" title={t("later.title")}>
        <Prose>
          <p>{t("later.about")}</p>
        </Prose>
        <ButtonLink href={letter.back}>{t("later.go")}</ButtonLink>
      </Section>
    </>
  )
}

export default ProvePage
