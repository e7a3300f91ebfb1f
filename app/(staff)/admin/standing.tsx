import { translator } from "@/app/_server/locale"
import { StatusTag, type Tone } from "@/app/_ui/status-tag"
import type { Status } from "@/lib/requests/machine"

const tones: Record<Status, Tone> = {
  draft: "quiet",
  received: "quiet",
  verifying: "paused",
  waiting: "paused",
  working: "busy",
  proposed: "turn",
  stalled: "late",
  fulfilling: "busy",
  deferred: "paused",
  fulfilled: "done",
  refused: "refused",
  lapsed: "quiet",
  cancelled: "quiet",
}

/** Where a part stands, as staff say it; `proved`: proof came, and is to be looked at. */
export const Standing = async ({ status, proved = false }: { status: Status; proved?: boolean }) => {
  const t = await translator("queue")
  if (proved) return <StatusTag tone="turn">{t("proved")}</StatusTag>
  return <StatusTag tone={tones[status]}>{t(`status.${status}`)}</StatusTag>
}

/** The working days left, in words; late once they are over. Nothing for a closed part. */
export const TimeLeft = async ({ days, urgent }: { days: number | null; urgent: boolean }) => {
  if (days === null) return null
  const t = await translator("queue")
  if (days < 0) return <StatusTag tone="late">{t("left.over", { n: -days })}</StatusTag>
  if (days === 0) return <StatusTag tone="late">{t("left.today")}</StatusTag>
  return (
    <StatusTag tone={urgent ? "busy" : "quiet"} icon="clock">
      {t("left.days", { n: days })}
    </StatusTag>
  )
}
