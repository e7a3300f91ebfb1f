import type { Metadata } from "next"
import { translator } from "@/app/_server/locale"
import { asSubject } from "@/app/_server/session"
import { LinkRows } from "@/app/_ui/summary-list"
import { PageTitle, Section } from "@/app/_ui/text"
import { RequestRows } from "@/app/(subject)/_parts/request-rows"
import { listMyRequests } from "@/lib/requests/queries"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("requests"))("title"),
})

const RequestsPage = async () => {
  const all = await asSubject(listMyRequests)
  const t = await translator("requests")
  const [open, closed] = [all.filter((request) => request.open), all.filter((request) => !request.open)]
  return (
    <>
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      {all.length === 0 && <p>{t("none")}</p>}
      {open.length > 0 && (
        <Section id="open" title={t("open")}>
          <RequestRows requests={open} />
        </Section>
      )}
      {closed.length > 0 && (
        <Section id="closed" title={t("closed")}>
          <RequestRows requests={closed} />
        </Section>
      )}
      <Section id="new" title={t("new.title")}>
        <LinkRows
          rows={[
            {
              href: "/cabinet/requests/new/rectification",
              title: t("right.rectification"),
              about: t("new.rectification"),
            },
            { href: "/cabinet/consents", title: t("right.withdrawal"), about: t("new.withdrawal") },
            { href: "/cabinet/requests/new/erasure", title: t("right.erasure"), about: t("new.erasure") },
          ]}
        />
      </Section>
    </>
  )
}

export default RequestsPage
