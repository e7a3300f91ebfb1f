import { translator } from "@/app/_server/locale"
import { StatusTag } from "@/app/_ui/status-tag"
import type { Run } from "@/lib/runs/read-run"

/** Where a run stands. */
export const RunTag = async ({ state }: Pick<Run, "state">) => (
  <StatusTag tone={state === "done" ? "done" : "busy"}>
    {(await translator("runs"))(`state.${state}`)}
  </StatusTag>
)
