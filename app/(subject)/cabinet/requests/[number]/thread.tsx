import { currentLocale, translator } from "@/app/_server/locale"
import { Button } from "@/app/_ui/button"
import { TextArea } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { When } from "@/app/_ui/text"
import type { MyMessage, MyPart } from "@/lib/requests/my-request"
import { answerAction } from "./actions"
import styles from "./request.module.css"

/** Questions and answers, in their order. */
export const Thread = async ({ messages }: { messages: readonly MyMessage[] }) => {
  const [t, locale] = [await translator("request"), await currentLocale()]
  if (messages.length === 0) return <p>{t("thread.none")}</p>
  const author = ({ by, mine }: Pick<MyMessage, "by" | "mine">) =>
    mine ? t("by.subject") : t(by === "subject" ? "thread.person" : `by.${by}`)
  return (
    <ol className={styles.thread}>
      {messages.map(({ id, body, at, ...message }) => (
        <li key={id} className={message.mine ? styles.mine : styles.message}>
          <p className={styles.by}>
            {author(message)}, <When at={at} locale={locale} as="time" />
          </p>
          <p className={styles.body}>{body}</p>
        </li>
      ))}
    </ol>
  )
}

/** An answer to a question, or a further message. */
export const Answer = async ({ part, asked }: { part: MyPart; asked: boolean }) => {
  const t = await translator("request")
  return (
    <Form action={answerAction}>
      <input type="hidden" name="part" value={part.id} />
      <TextArea
        name="body"
        label={t(asked ? "thread.answer" : "thread.add")}
        hint={t("thread.hint")}
        rows={asked ? 6 : 3}
      />
      <Button kind={asked ? "primary" : "secondary"}>{t(asked ? "thread.sendAnswer" : "thread.send")}</Button>
    </Form>
  )
}
