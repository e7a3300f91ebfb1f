import { currentLocale, translator } from "@/app/_server/locale"
import { Section, When } from "@/app/_ui/text"
import { Timeline } from "@/app/_ui/timeline"
import type { BreachHistory } from "@/lib/breaches/breach-page"

/** Who did what with the breach; names are colleagues' work names. */
export const History = async ({ entries }: { entries: BreachHistory[] }) => {
  const [t, locale] = [await translator("breaches"), await currentLocale()]
  return (
    <Section id="history" title={t("history")}>
      <Timeline
        entries={entries.map(({ id, event, by, note, at }) => ({
          ...{ id, by, kind: "staff" as const, children: note },
          title: t(`event.${event}`),
          when: <When at={at} locale={locale} as="time" />,
        }))}
      />
    </Section>
  )
}
