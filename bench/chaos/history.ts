import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs"

export const ACTS = ["submit", "take", "propose", "approve", "stop"] as const
export type Act = (typeof ACTS)[number]

/** A part as an act left it. */
export type Seen = { part: string; version: number }

/** One line of the history. `unknown`: the client does not know whether it was done, and asks again under the same key. */
export type Line = { person: number; subject: string; act: Act; key: string } & (
  | { is: "invoke" | "unknown" }
  | { is: "fail"; why: string }
  | { is: "ok"; seen: Seen }
)

/** What a client did, told by itself: a line is on the disk before the next thing happens. */
export function openHistory(file: string): { lines: Line[]; add(line: Line): void; close(): void } {
  const whole = existsSync(file) ? readFileSync(file, "utf8").split("\n") : []
  // The last line of a killed client may be torn.
  const lines = whole.slice(0, -1).map((line): Line => JSON.parse(line))
  const torn = whole.at(-1) ?? ""
  const out = openSync(file, "a")
  if (torn) writeSync(out, "\n")
  return {
    lines,
    add(line) {
      writeSync(out, `${JSON.stringify(line)}\n`)
      fsyncSync(out)
      lines.push(line)
    },
    close: () => closeSync(out),
  }
}
