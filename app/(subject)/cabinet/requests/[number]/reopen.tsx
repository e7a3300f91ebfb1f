import { currentLocale, translator } from "@/app/_server/locale"
import { Button, ButtonLink } from "@/app/_ui/button"
import { TextArea } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { Section } from "@/app/_ui/text"
import { Evidence } from "@/app/(subject)/_parts/evidence"
import { formatDate } from "@/lib/format/date"
import type { MyMessage, MyPart } from "@/lib/requests/my-request"
import { reopenAction } from "./actions"
import { Thread } from "./thread"

type Props = { part: MyPart; thread: readonly MyMessage[] }

const Open = async ({ part, thread }: Props) => {
  const [t, request, locale] = [await translator("clock"), await translator("request"), await currentLocale()]
  const { reopening } = part
  if (!reopening) return null
  const byDocument = reopening.needs === "document"
  return (
    <>
      <p>
        {t(byDocument ? "reopen.document" : "reopen.answer", { date: formatDate(reopening.until, locale) })}
      </p>
      {thread.length > 0 && <Thread messages={thread} />}
      <Form action={reopenAction}>
        <input type="hidden" name="part" value={part.id} />
        <input type="hidden" name="version" value={part.version} />
        {byDocument && <Evidence label={t("proof.document")} />}
        <TextArea
          name="body"
          label={byDocument ? t("proof.words") : request("thread.answer")}
          rows={byDocument ? 3 : 6}
          optional={byDocument}
        />
        <Button>{t("reopen.submit")}</Button>
      </Form>
    </>
  )
}

/** What lapsed: opened again by sending what was waited for, or asked anew with the same choice. */
export const Reopen = async ({ part, thread }: Props) => {
  const t = await translator("clock")
  if (part.status !== "lapsed") return null
  return (
    <Section id="reopen" title={t("reopen.title")}>
      {part.reopening ? <Open part={part} thread={thread} /> : <p>{t("reopen.over")}</p>}
      <p>
        <ButtonLink kind="secondary" href={`/cabinet/requests/new/${part.scope.right}?again=${part.id}`}>
          {t("reopen.anew")}
        </ButtonLink>
      </p>
    </Section>
  )
}
