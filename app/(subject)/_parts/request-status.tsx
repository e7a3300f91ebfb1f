import { translator } from "@/app/_server/locale"
import { StatusTag, type Tone } from "@/app/_ui/status-tag"
import type { OutwardWord, Status } from "@/lib/requests/machine"

const tones: Partial<Record<Status, Tone>> = {
  received: "quiet",
  verifying: "turn",
  waiting: "turn",
  deferred: "partly",
  fulfilled: "done",
  refused: "refused",
  lapsed: "paused",
  cancelled: "paused",
}

/** Where a request stands, in one of six words with its icon; what was answered in words is not "carried out". */
export const RequestStatus = async ({
  status,
  word,
  answered,
}: {
  status: Status
  word: OutwardWord
  answered: boolean
}) => {
  const t = await translator("requests")
  return (
    <StatusTag tone={word === "in_review" ? "busy" : (tones[status] ?? "busy")}>
      {t(`word.${answered ? "answered" : word}`)}
    </StatusTag>
  )
}
