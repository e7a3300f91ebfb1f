import { translator } from "@/app/_server/locale"
import { StatusTag, type Tone } from "@/app/_ui/status-tag"
import { outwardWord, type Status } from "@/lib/requests/machine"

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

/** Where a request stands, in one of six words with its icon. */
export const RequestStatus = async ({ status }: { status: Status }) => {
  const t = await translator("requests")
  return <StatusTag tone={tones[status] ?? "busy"}>{t(`word.${outwardWord(status)}`)}</StatusTag>
}
