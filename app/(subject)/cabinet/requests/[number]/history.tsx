import { currentLocale, translator } from "@/app/_server/locale"
import { When } from "@/app/_ui/text"
import { Timeline } from "@/app/_ui/timeline"
import type { PartEvent } from "@/lib/requests/machine"
import type { MyEvent } from "@/lib/requests/my-request"

// Steps between colleagues say nothing about the request itself.
const UNSAID: readonly PartEvent[] = ["retract", "send_back"]

/** What happened to the request, newest last. */
export const History = async ({ events }: { events: readonly MyEvent[] }) => {
  const [t, locale] = [await translator("request"), await currentLocale()]
  return (
    <Timeline
      entries={events
        .filter(({ event }) => !UNSAID.includes(event))
        .map(({ id, event, by, at, correction }) => ({
          id,
          title: t(`history.${event}`),
          when: <When at={at} locale={locale} as="time" />,
          by: t(`by.${by}`),
          kind: by === "subject" || by === "representative" ? "person" : by,
          children: correction && <p>{t("history.corrected", correction)}</p>,
        }))}
    />
  )
}
