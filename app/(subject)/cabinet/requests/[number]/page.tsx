import type { Metadata } from "next"
import { orNotFound } from "@/app/_records/or-not-found"
import { currentLocale, translator } from "@/app/_server/locale"
import { asSubject } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { ButtonLink } from "@/app/_ui/button"
import { LinkRows } from "@/app/_ui/summary-list"
import { BackLink, Section } from "@/app/_ui/text"
import { MyHolds } from "@/app/(subject)/_parts/holds"
import { RequestStatus } from "@/app/(subject)/_parts/request-status"
import { isOpen } from "@/lib/requests/machine"
import { type MyPart, myRequest } from "@/lib/requests/my-request"
import { Asked } from "./asked"
import { AskedBy } from "./asked-by"
import { Disagree } from "./disagree"
import { Going } from "./going"
import { Head, Sent, titleOf } from "./head"
import { History } from "./history"
import { InWords } from "./in-words"
import { LaterReadings } from "./later-readings"
import { Letters } from "./letters"
import { isAnswered, isOthers, Next } from "./next"
import { Package } from "./package"
import { Due, Progress } from "./part"
import { Proof, Waiting } from "./proof"
import { Recipients } from "./recipients"
import { Reopen } from "./reopen"
import styles from "./request.module.css"
import { TakeBack } from "./take-back"
import { Answer, Thread } from "./thread"

type Props = { params: Promise<{ number: string }>; searchParams: Promise<{ sent?: string; done?: string }> }

export const generateMetadata = async ({ params }: Props): Promise<Metadata> => ({
  title: (await translator("request"))("title", { number: (await params).number }),
})

/** What of an open part's plan a hold would keep. */
const erasable = ({ status, plan }: MyPart): string[] =>
  isOpen(status)
    ? (plan?.operations ?? [])
        .filter(({ operation }) => operation === "erase" || operation === "keep")
        .map(({ category }) => category)
    : []

const RequestPage = async ({ params, searchParams }: Props) => {
  const [{ number }, { sent, done }] = [await params, await searchParams]
  const request = await orNotFound(asSubject((ctx) => myRequest(ctx, number)))
  const [t, receipts, locale] = [
    await translator("request"),
    await translator("receipts"),
    await currentLocale(),
  ]
  const proving = request.parts.find(({ status }) => status === "verifying")
  const asking = request.parts.find(({ status }) => status === "waiting")
  const lapsed = request.parts.some(({ reopening }) => reopening)
  const [first] = request.parts
  const cancellable = request.parts.find(({ mayCancel }) => mayCancel)
  const held = request.parts.flatMap(erasable)
  const refused = request.documents.filter(({ scan }) => scan === "refused").map(({ name }) => name)
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
      <Next request={request} />
      {request.parts.map((part) => (
        <TakeBack key={part.id} part={part} number={number} />
      ))}
      {request.parts.map((part) => (
        <Going key={part.id} part={part} number={number} />
      ))}
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
      {request.parts.map((part) => (
        <Asked key={part.id} part={part} />
      ))}
      {request.parts.map((part) => (
        <Recipients key={part.id} part={part} />
      ))}
      {request.parts.map((part) => (
        <LaterReadings key={part.id} part={part} />
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
        {refused.length > 0 && (
          <Banner kind="turn" title={t("documentsRefused", { names: refused.join(", ") })}>
            <p>{t("documentsRefusedNext")}</p>
          </Banner>
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
        <LinkRows
          rows={[
            {
              href: `/cabinet/requests/${number}/receipts`,
              title: receipts("link"),
              about: receipts("linkAbout"),
            },
          ]}
        />
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
