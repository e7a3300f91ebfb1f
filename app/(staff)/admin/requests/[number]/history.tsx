import { currentLocale, looseTranslator, translator } from "@/app/_server/locale"
import { Section, When } from "@/app/_ui/text"
import { Timeline, type TimelineEntry } from "@/app/_ui/timeline"
import type { CaseEvent } from "@/lib/requests/case-file"

const kinds = {
  subject: "person",
  representative: "person",
  staff: "staff",
  system: "system",
} as const satisfies Record<CaseEvent["by"], TimelineEntry["kind"]>

/** What happened to the part, with who did it and where it led. */
export const History = async ({ events }: { events: CaseEvent[] }) => {
  const [t, status, words, locale] = [
    await translator("case"),
    await translator("queue"),
    await looseTranslator("case"),
    await currentLocale(),
  ]
  const by = ({ by: kind, actor }: CaseEvent) =>
    kind === "staff" ? actor : t(`history.${kind === "subject" ? "person" : kind}`)
  // Notes of the machine are codes; those of people are their own words.
  const note = (text: string) =>
    /^\w+$/.test(text) ? (words(`history.note.${text}`) ?? words(`stalled.${text}`) ?? text) : text
  return (
    <Section id="history" title={t("history.title")}>
      <Timeline
        entries={events.map((event) => ({
          id: event.id,
          title: t(`history.event.${event.event}`),
          when: <When at={event.at} locale={locale} as="time" />,
          by: (
            <>
              {by(event)}
              {event.from !== event.to && ` · ${t("history.to", { status: status(`status.${event.to}`) })}`}
            </>
          ),
          kind: kinds[event.by],
          children: (event.note || event.correction) && (
            <>
              {event.note && <p>{note(event.note)}</p>}
              {event.correction && <p>{t("history.corrected", event.correction)}</p>}
            </>
          ),
        }))}
      />
    </Section>
  )
}
