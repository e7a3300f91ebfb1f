import { translator } from "@/app/_server/locale"
import { StatusTag, type Tone } from "@/app/_ui/status-tag"
import type { BreachState } from "@/lib/breaches/breach"

const tones: Record<BreachState, Tone> = { draft: "quiet", ready: "turn", released: "busy", closed: "done" }

/** Where a breach stands. */
export const BreachTag = async ({ state }: { state: BreachState }) => (
  <StatusTag tone={tones[state]}>{(await translator("breaches"))(`state.${state}`)}</StatusTag>
)
