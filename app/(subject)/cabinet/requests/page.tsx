import type { Metadata } from "next"
import { translator } from "@/app/_server/locale"
import { asSubject } from "@/app/_server/session"
import { ButtonLink } from "@/app/_ui/button"
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
      <p>
        <ButtonLink href="/cabinet/requests/new">{t("new")}</ButtonLink>
      </p>
    </>
  )
}

export default RequestsPage
