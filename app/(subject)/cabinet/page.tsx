import type { Metadata } from "next"
import { translator } from "@/app/_server/locale"
import { signedCustomer } from "@/app/_server/session"
import { LinkRows } from "@/app/_ui/summary-list"
import { PageTitle, Section } from "@/app/_ui/text"
import { AskedAgain } from "./asked-again"
import { OpenRequests } from "./open-requests"
import { ToldBreaches } from "./told-breaches"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("cabinet"))("title"),
})

const CabinetPage = async () => {
  await signedCustomer()
  const t = await translator("cabinet")
  return (
    <>
      <PageTitle>{t("title")}</PageTitle>
      <ToldBreaches />
      <AskedAgain />
      <OpenRequests />
      <Section id="verbs" title={t("verbs.title")}>
        <LinkRows
          rows={[
            { href: "/cabinet/data", title: t("verbs.see"), about: t("verbs.seeAbout") },
            {
              href: "/cabinet/requests/new/rectification",
              title: t("verbs.correct"),
              about: t("verbs.correctAbout"),
            },
            { href: "/cabinet/consents", title: t("verbs.withdraw"), about: t("verbs.withdrawAbout") },
            { href: "/cabinet/requests/new/erasure", title: t("verbs.erase"), about: t("verbs.eraseAbout") },
            { href: "/cabinet/requests/new", title: t("verbs.ask"), about: t("verbs.askAbout") },
          ]}
        />
      </Section>
      <Section id="more" title={t("more")}>
        <LinkRows
          rows={[
            { href: "/cabinet/views", title: t("views"), about: t("viewsAbout") },
            { href: "/cabinet/account", title: t("account"), about: t("accountAbout") },
          ]}
        />
      </Section>
    </>
  )
}

export default CabinetPage
