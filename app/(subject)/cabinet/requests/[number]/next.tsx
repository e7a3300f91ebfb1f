import { currentLocale, translator } from "@/app/_server/locale"
import { NextStep } from "@/app/_ui/banner"
import { formatDate } from "@/lib/format/date"
import type { MyRequestPage } from "@/lib/requests/my-request"
import { isReading } from "@/lib/requests/scope"

/** Closed by an answer, in words or with the data: nothing was carried out, and there is no certificate. */
export const isAnswered = ({ status, parts: [part] }: MyRequestPage) =>
  status === "fulfilled" && part !== undefined && (part.inWords !== null || isReading(part.scope))

/** What a state body asks, the person only sees. */
export const isOthers = ({ askedBy }: MyRequestPage) => askedBy === "authority"

const OfStateBody = async () => {
  const t = await translator("authority")
  return (
    <NextStep title={t("mine.asked")} turn={false}>
      <p>{t("mine.askedAbout")}</p>
    </NextStep>
  )
}

/** What happens now, whose turn it is and by when. */
export const Next = async ({ request }: { request: MyRequestPage }) => {
  if (isOthers(request)) return <OfStateBody />
  const [t, common, list, locale] = [
    await translator("request"),
    await translator("common"),
    await translator("requests"),
    await currentLocale(),
  ]
  const [part] = request.parts
  const turn = request.word === "your_turn"
  const date = part ? formatDate(part.dueOn, locale) : ""
  return (
    <NextStep title={request.open ? common(turn ? "next.turn" : "next.title") : t("outcome")} turn={turn}>
      <p>{isAnswered(request) ? list("next.answered") : list(`next.${request.next}`, { date })}</p>
      {request.open && !turn && <p>{t("told")}</p>}
    </NextStep>
  )
}
