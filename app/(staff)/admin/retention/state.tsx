import { translator } from "@/app/_server/locale"
import { StatusTag, type Tone } from "@/app/_ui/status-tag"
import type { SweepState } from "@/lib/retention/sweep"

const tones: Record<SweepState, Tone> = {
  searching: "busy",
  nothing: "quiet",
  found: "turn",
  proposed: "turn",
  approved: "busy",
  dropped: "refused",
  carried: "done",
}

/** Where a sweep stands. */
export const State = async ({ state }: { state: SweepState }) => {
  const t = await translator("retention")
  return <StatusTag tone={tones[state]}>{t(`state.${state}`)}</StatusTag>
}
