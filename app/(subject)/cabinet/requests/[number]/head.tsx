import { currentLocale, translator } from "@/app/_server/locale"
import { Banner, Confirmation } from "@/app/_ui/banner"
import { PageTitle } from "@/app/_ui/text"
import { FirstReceipt } from "@/app/(subject)/_parts/first-receipt"
import { formatDate, formatDateTime } from "@/lib/format/date"
import type { Locale } from "@/lib/format/locale"
import { entryChannels } from "@/lib/letters/letter"
import { right, textIn } from "@/lib/policy/lookup"
import type { MyPart, MyRequestPage } from "@/lib/requests/my-request"
import { sweptIn } from "@/lib/requests/scope"

/** The right a part asks for, by its title. */
export const titleOf = (part: MyPart, locale: Locale): string =>
  textIn(right(part.inForce.policy, part.scope.right).title, locale)

/** Just sent: its number large, when, and a copy to save. */
export const Sent = async ({ request }: { request: MyRequestPage }) => {
  const [t, locale] = [await translator("request"), await currentLocale()]
  const letter = request.letters.find(({ direction }) => direction === "in")
  return (
    <>
      <Confirmation title={t("sent.title")} label={t("sent.number")} number={request.number} />
      <p>{t("sent.when", { time: formatDateTime(request.receivedAt, locale) })}</p>
      {letter && (
        <p>
          <a href={`/api/letters/${letter.id}/pdf`}>{t("sent.pdf")}</a>
        </p>
      )}
      {request.parts[0]?.scope.right === "withdrawal" && <FirstReceipt number={request.number} />}
    </>
  )
}

const dones = ["answered", "cancelled", "lifted", "proved", "reopened", "again"] as const
const isDone = (done: string | undefined): done is (typeof dones)[number] =>
  dones.some((code) => code === done)

/** What is asked and when it came, under what was just done to it. */
export const Head = async ({ request, done }: { request: MyRequestPage; done: string | undefined }) => {
  const [t, appeal, locale] = [await translator("request"), await translator("appeal"), await currentLocale()]
  const original = request.parts.find((part) => part.original)?.original
  const channel = entryChannels.find((code) => code === request.channel)
  const received = request.parts.some(({ scope }) => sweptIn(scope))
    ? (await translator("retention"))("unasked", { date: formatDate(request.receivedAt, locale) })
    : t("received", { date: formatDate(request.receivedAt, locale) })
  const lead = channel
    ? `${received} ${t(`registered.${channel}`, { date: formatDate(request.enteredAt, locale) })}`
    : received
  return (
    <>
      {isDone(done) && (
        <Banner kind="done" live>
          <p>{t(`done.${done}`)}</p>
        </Banner>
      )}
      <PageTitle caption={`№ ${request.number}`} lead={lead}>
        {request.parts[0] && titleOf(request.parts[0], locale)}
      </PageTitle>
      {original && (
        <p>
          <a href={`/cabinet/requests/${original.number}`}>
            {appeal("against", { number: original.number })}
          </a>
        </p>
      )}
    </>
  )
}
