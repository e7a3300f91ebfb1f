import { currentLocale, translator } from "@/app/_server/locale"
import { asSubject } from "@/app/_server/session"
import { Section } from "@/app/_ui/text"
import { formatLongDate } from "@/lib/format/date"
import { textIn } from "@/lib/policy/lookup"
import type { MyPart } from "@/lib/requests/my-request"
import { sourceTitle } from "@/lib/sources/map-schema"
import { askedFor } from "@/lib/tasks/asked-for"

/** Who keeps some of the data by hand and was asked: until when their answer is awaited, or that it came. */
export const Asked = async ({ part }: { part: MyPart }) => {
  const asked = await asSubject((ctx) => askedFor(ctx, part.id))
  if (asked.length === 0) return null
  const [t, locale] = [await translator("tasks"), await currentLocale()]
  const titled = (source: string) => {
    const title = sourceTitle(part.inForce.dataMap, source)
    return title ? textIn(title, locale) : source
  }
  return (
    <Section id={`asked-${part.id}`} title={t("mine.title")}>
      {asked.map(({ id, source, dueOn, answeredAt }) => (
        <p key={id}>
          {answeredAt
            ? t("mine.answered", { source: titled(source), date: formatLongDate(answeredAt, locale) })
            : t("mine.waiting", { source: titled(source), date: formatLongDate(dueOn, locale) })}
        </p>
      ))}
    </Section>
  )
}
