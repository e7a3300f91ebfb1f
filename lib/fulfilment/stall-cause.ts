import { silentIn } from "@/lib/copies/silent"
import type { Status } from "@/lib/requests/machine"
import { SourceFailure, SourceRefused, SourceUnreachable } from "@/lib/sources/failures"

/** Why a part stalled: a word that staff see a sentence for, and the source it speaks of, where it speaks of one. */
export type StallCause = { code: string; source: string | null }

/** The cause of a failure, as it is kept on the part: `code:source`, or the code alone. Holds nobody's data. */
export function causeOf(error: unknown): string {
  if (error instanceof SourceFailure) return `${codeOf(error)}:${error.source}`
  if (error instanceof Error && "code" in error && error.code === "ENOSPC") return "DiskFull"
  return error instanceof Error ? error.name : "unknown"
}

function codeOf(failure: SourceFailure): string {
  if (failure instanceof SourceUnreachable && failure.isFull) return "SourceFull"
  if (failure instanceof SourceRefused && failure.isPrivilege) return "PrivilegeLost"
  if (failure instanceof SourceRefused && failure.isUnfit) return "MapUnfit"
  return failure.name
}

/** A kept cause, read. */
export function readCause(kept: string | null): StallCause {
  const [code = "", source] = (kept ?? "unknown").split(":")
  return { code, source: source || null }
}

/** What may pass by itself: the source answers again, has room again, or its stop is lifted. */
const PASSING = [
  "SourceUnreachable",
  "SourceSlow",
  "SourceBusy",
  "SourceResting",
  "SourceFull",
  "SourceStopped",
]

/** The sources a stalled part waits for, to go on by itself; none where somebody has to look first. */
export function waitedFor(kept: string | null): string[] {
  const { code, source } = readCause(kept)
  return source && PASSING.includes(code) ? [source] : silentIn(kept)
}

/** Whether the cause speaks of writing, which an emergency stop keeps from going on, too. */
export const isOfWriting = (kept: string | null): boolean => silentIn(kept).length === 0

type HeldUp = { status: Status; stallCause: string | null; unreadCause: string | null }

/** Why the rounds get no further with a part nobody works on, and which of them; null where they do. */
export function heldUpBy({ status, stallCause, unreadCause }: HeldUp) {
  if (status === "deferred" && stallCause) return { is: "waiting", cause: stallCause } as const
  if ((status === "deferred" || status === "fulfilled") && unreadCause)
    return { is: "unread", cause: unreadCause } as const
  return null
}
