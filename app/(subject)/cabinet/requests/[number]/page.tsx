import type { Metadata } from "next"
import { orNotFound } from "@/app/_records/or-not-found"
import { currentLocale, translator } from "@/app/_server/locale"
import { asSubject } from "@/app/_server/session"
import { Banner, Confirmation, NextStep } from "@/app/_ui/banner"
import { ButtonLink } from "@/app/_ui/button"
import { BackLink, PageTitle, Section } from "@/app/_ui/text"
import { MyHolds } from "@/app/(subject)/_parts/holds"
import { RequestStatus } from "@/app/(subject)/_parts/request-status"
import { formatDate, formatDateTime } from "@/lib/format/date"
import type { Locale } from "@/lib/format/locale"
import { entryChannels } from "@/lib/letters/letter"
import { right, textIn } from "@/lib/policy/lookup"
import { isOpen } from "@/lib/requests/machine"
import { type MyPart, type MyRequestPage, myRequest } from "@/lib/requests/my-request"
import { isReading } from "@/lib/requests/scope"
import { AskedBy } from "./asked-by"
import { Disagree } from "./disagree"
import { History } from "./history"
import { InWords } from "./in-words"
import { Letters } from "./letters"
import { Package } from "./package"
import { Due, Progress } from "./part"
import { Proof, Waiting } from "./proof"
import { Reopen } from "./reopen"
import styles from "./request.module.css"
import { Answer, Thread } from "./thread"

type Props = { params: Promise<{ number: string }>; searchParams: Promise<{ sent?: string; done?: string }> }

export const generateMetadata = async ({ params }: Props): Promise<Metadata> => ({
  title: (await translator("request"))("title", { number: (await params).number }),
})

const titleOf = (part: MyPart, locale: Locale): string =>
  textIn(right(part.inForce.policy, part.scope.right).title, locale)

/** Closed by an answer, in words or with the data: nothing was carried out, and there is no certificate. */
const isAnswered = ({ status, parts: [part] }: MyRequestPage) =>
  status === "fulfilled" && part !== undefined && (part.inWords !== null || isReading(part.scope))

/** Just sent: its number large, when, and a copy to save. */
const Sent = async ({ request }: { request: MyRequestPage }) => {
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
    </>
  )
}

const dones = ["answered", "cancelled", "lifted", "proved", "reopened", "again"] as const
const isDone = (done: string | undefined): done is (typeof dones)[number] =>
  dones.some((code) => code === done)

const Head = async ({ request, done }: { request: MyRequestPage; done: string | undefined }) => {
  const [t, appeal, locale] = [await translator("request"), await translator("appeal"), await currentLocale()]
  const original = request.parts.find((part) => part.original)?.original
  const channel = entryChannels.find((code) => code === request.channel)
  const received = t("received", { date: formatDate(request.receivedAt, locale) })
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

const Next = async ({ request }: { request: MyRequestPage }) => {
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

/** What of an open part's plan a hold would keep. */
const erasable = ({ status, plan }: MyPart): string[] =>
  isOpen(status)
    ? (plan?.operations ?? [])
        .filter(({ operation }) => operation === "erase" || operation === "keep")
        .map(({ category }) => category)
    : []

/** What a state body asks, the person only sees. */
const isOthers = ({ askedBy }: MyRequestPage) => askedBy === "authority"

const OfStateBody = async () => {
  const t = await translator("authority")
  return (
    <NextStep title={t("mine.asked")} turn={false}>
      <p>{t("mine.askedAbout")}</p>
    </NextStep>
  )
}

const RequestPage = async ({ params, searchParams }: Props) => {
  const [{ number }, { sent, done }] = [await params, await searchParams]
  const request = await orNotFound(asSubject((ctx) => myRequest(ctx, number)))
  const [t, locale] = [await translator("request"), await currentLocale()]
  const proving = request.parts.find(({ status }) => status === "verifying")
  const asking = request.parts.find(({ status }) => status === "waiting")
  const lapsed = request.parts.some(({ reopening }) => reopening)
  const [first] = request.parts
  const cancellable = request.parts.find(({ mayCancel }) => mayCancel)
  const held = request.parts.flatMap(erasable)
  return (
    <>
      <BackLink href="/cabinet/requests">{t("back")}</BackLink>
      <div className={styles.head}>
        {sent === "1" ? <Sent request={request} /> : <Head request={request} done={done} />}
        <AskedBy number={number} />
      </div>
      <p className={styles.status}>
        <RequestStatus status={request.status} word={request.word} answered={isAnswered(request)} />
      </p>
      {isOthers(request) ? <OfStateBody /> : <Next request={request} />}
      {first && <Due part={first} />}
      {proving && <Proof part={proving} thread={request.thread} />}
      {request.parts.map((part) => (
        <Reopen key={part.id} part={part} thread={request.thread} />
      ))}
      {asking && (
        <Section id="question" title={t("thread.question")}>
          <Thread messages={request.thread} />
          <Answer part={asking} asked />
          <Waiting part={asking} />
        </Section>
      )}
      {request.parts.map((part) => (
        <Package key={part.id} part={part} number={number} />
      ))}
      {request.parts.map((part) => (
        <Progress key={part.id} part={part} title={request.parts.length > 1 ? titleOf(part, locale) : null} />
      ))}
      {held.length > 0 && <MyHolds categories={held} />}
      {request.parts.map((part) => (
        <InWords key={part.id} part={part} />
      ))}
      <Section id="letters" title={t("letters.title")}>
        {request.letters.length > 0 ? <Letters request={request} /> : <p>{t("letters.none")}</p>}
        {request.documents.length > 0 && (
          <p>{t("documents", { names: request.documents.map(({ name }) => name).join(", ") })}</p>
        )}
      </Section>
      {!asking &&
        !proving &&
        !lapsed &&
        !isOthers(request) &&
        (request.open || request.thread.length > 0) && (
          <Section id="thread" title={t("thread.title")}>
            <Thread messages={request.thread} />
            {request.open && first && <Answer part={first} asked={false} />}
          </Section>
        )}
      <Section id="history" title={t("history.title")}>
        <History events={request.history} />
      </Section>
      {request.parts.map((part) => (
        <Disagree key={part.id} part={part} number={number} />
      ))}
      {request.parts.some(({ mayLift }) => mayLift) && (
        <Section>
          <ButtonLink kind="secondary" href={`/cabinet/requests/${number}/lift`}>
            {t("lift.link")}
          </ButtonLink>
        </Section>
      )}
      {cancellable && (
        <p>
          <a href={`/cabinet/requests/${number}/cancel`}>{t("cancel.link")}</a>
        </p>
      )}
    </>
  )
}

export default RequestPage
