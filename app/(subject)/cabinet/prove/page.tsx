import type { Metadata } from "next"
import { redirect } from "next/navigation"
import { house } from "@/app/_server/house"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { NationalFault } from "@/app/_server/national-fault"
import { currentInForce } from "@/app/_server/policy"
import { asSubject } from "@/app/_server/session"
import { ButtonLink } from "@/app/_ui/button"
import { BackLink, PageTitle, Prose, Section } from "@/app/_ui/text"
import { formatDate } from "@/lib/format/date"
import { NATIONAL } from "@/lib/people/proof"
import { proofWanted } from "@/lib/requests/proof-wanted"
import { letterAt } from "./back"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("prove"))("title"),
})

type Props = { searchParams: Promise<{ back?: string | string[]; national?: string | string[] }> }

/** The ways this organisation has to make sure who somebody is; each leads back to the letter they come from. */
const ProvePage = async ({ searchParams }: Props) => {
  const { back, national } = await searchParams
  const letter = letterAt(back)
  if (!letter) missing()
  const wanted = await asSubject((ctx) => proofWanted(ctx, letter.right))
  if (!wanted) redirect(letter.back)
  const [t, locale, { policy }] = [await translator("prove"), await currentLocale(), await currentInForce()]
  const { contacts, dataProtection } = policy.organisation
  const isNational = house().configuration.oidc !== null && wanted.level <= NATIONAL
  const visit = contacts.filter(({ kind }) => kind === "visit")
  return (
    <>
      <BackLink href={letter.back}>{t("back")}</BackLink>
      <NationalFault code={national} />
      <PageTitle lead={t(`lead.${wanted.level}`)}>{t("title")}</PageTitle>
      {wanted.contactFrom && (
        <Section id="contact" title={t("contact.title")}>
          <Prose>
            <p>{t("contact.about", { date: formatDate(wanted.contactFrom, locale) })}</p>
          </Prose>
        </Section>
      )}
      {isNational && (
        <Section id="national" title={t("national.title")}>
          <Prose>
            <p>{t("national.about")}</p>
          </Prose>
          <ButtonLink href={`/api/national/start?back=${encodeURIComponent(letter.back)}`}>
            {t("national.go")}
          </ButtonLink>
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
        <ButtonLink kind={isNational ? "secondary" : "primary"} href={letter.back}>
          {t("later.go")}
        </ButtonLink>
      </Section>
    </>
  )
}

export default ProvePage
