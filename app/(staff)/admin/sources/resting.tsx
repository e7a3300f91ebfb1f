import { translator } from "@/app/_server/locale"
import { asStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { formatTime } from "@/lib/format/date"
import { restingNow } from "@/lib/sources/resilience/resting"

/** That a source is left alone for now, by whom, since when, and when it is asked for a sign of life again. */
export const Resting = async ({ source }: { source: string }) => {
  const [t, all] = [await translator("sources"), await asStaff(restingNow)]
  const here = all.filter((each) => each.source === source)
  if (here.length === 0) return null
  return (
    <Banner kind="fault" title={t("resting.title")}>
      {here.map(({ process, since, nextTry }) => (
        <p key={process}>
          {t(`resting.${process}`, { since: formatTime(since), next: formatTime(nextTry) })}
        </p>
      ))}
    </Banner>
  )
}
