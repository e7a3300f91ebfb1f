import { currentLocale, translator } from "@/app/_server/locale"
import { Banner } from "@/app/_ui/banner"
import { formatDateTime } from "@/lib/format/date"
import { isOpen } from "@/lib/requests/machine"
import type { MyPart } from "@/lib/requests/my-request"

/** While an erasure waits to be carried out: until when, and the way to take it back. */
export const TakeBack = async ({ part, number }: { part: MyPart; number: string }) => {
  if (!part.notBefore || !isOpen(part.status)) return null
  const [t, locale] = [await translator("request"), await currentLocale()]
  return (
    <Banner title={t("wait.title", { date: formatDateTime(part.notBefore, locale) })}>
      <p>{t("wait.about")}</p>
      {part.mayCancel && (
        <p>
          <a href={`/cabinet/requests/${number}/cancel`}>{t("cancel.link")}</a>
        </p>
      )}
    </Banner>
  )
}
