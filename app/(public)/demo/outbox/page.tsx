import type { Metadata } from "next"
import { house } from "@/app/_server/house"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { PageTitle, Prose, Section } from "@/app/_ui/text"
import { formatDateTime } from "@/lib/format/date"
import { listMessages } from "@/lib/runs/list-messages"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("outbox"))("title"),
})

/** Demo only: the messages that would have gone out, newest first. */
const OutboxPage = async () => {
  if (!house().configuration.demo) missing()
  const [messages, locale, t] = [
    await listMessages(house(), 100),
    await currentLocale(),
    await translator("outbox"),
  ]
  return (
    <>
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      {messages.length === 0 && <p>{t("empty")}</p>}
      {messages.map(({ messageId, channel, to, subject, text, sms, at, sent }) => (
        <Section key={messageId} title={channel === "sms" ? "SMS" : subject}>
          <Prose>
            {(channel === "sms" ? sms : text)
              .split("\n")
              .filter(Boolean)
              .map((line) => (
                <p key={line}>{line}</p>
              ))}
            <p>
              <small>
                {t("to")}: {to}. {formatDateTime(new Date(at), locale)}. {sent ? t("sent") : t("waiting")}.
              </small>
            </p>
          </Prose>
        </Section>
      ))}
    </>
  )
}

export default OutboxPage
