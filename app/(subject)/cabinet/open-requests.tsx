import { translator } from "@/app/_server/locale"
import { asSubject } from "@/app/_server/session"
import { Section } from "@/app/_ui/text"
import { RequestRows } from "@/app/(subject)/_parts/request-rows"
import { listMyRequests } from "@/lib/requests/queries"

/** The person's open requests, each with what happens next; nothing when there are none. */
export const OpenRequests = async () => {
  const open = (await asSubject(listMyRequests)).filter((request) => request.open)
  if (open.length === 0) return null
  const t = await translator("cabinet")
  return (
    <Section
      id="requests"
      title={t("requests.title")}
      aside={<a href="/cabinet/requests">{t("requests.all")}</a>}
    >
      <RequestRows requests={open} />
    </Section>
  )
}
