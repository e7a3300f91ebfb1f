import { type OutwardWord, outwardWord, requestStatus, type Status } from "@/lib/requests/machine"

type Stands = { status: Status; awaitedSince: Date | null }

/**
 * Where a request stands, and the word the person is shown: once their proof came and staff look at it, it is no longer
 * their turn, and what comes `next` is told otherwise.
 */
export function standingOf(parts: readonly Stands[]): {
  status: Status
  word: OutwardWord
  next: Status | "proved"
} {
  const status = requestStatus(parts.map((part) => part.status))
  const isProved =
    status === "verifying" && parts.every((part) => part.status !== status || part.awaitedSince === null)
  return isProved
    ? { status, word: "in_review", next: "proved" }
    : { status, word: outwardWord(status), next: status }
}
