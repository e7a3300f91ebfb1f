import { currentLocale, translator } from "@/app/_server/locale"
import { SummaryList } from "@/app/_ui/summary-list"
import { formatCount } from "@/lib/format/number"
import type { RunCounts } from "@/lib/runs/run-page"

const always = ["people", "email", "sms", "waiting"] as const
const ifAny = ["post", "posted", "gone"] as const

/** How many of a run were told by what, and how many still wait. */
export const RunCounters = async ({ counts }: { counts: RunCounts }) => {
  const [t, locale] = [await translator("runs"), await currentLocale()]
  return (
    <SummaryList
      rows={[...always, ...ifAny.filter((kind) => counts[kind] > 0)].map((kind) => ({
        key: t(`counts.${kind}`),
        value: formatCount(counts[kind], locale),
      }))}
    />
  )
}
