import "server-only"
import { z } from "zod"
import type { Typed } from "@/lib/tasks/answer-task"

/** The shape of an answer to a task: the fields of its lines stand beside these, under their numbers. */
export const taskAnswer = {
  by: z.string().max(200, "too_long").default(""),
  evidence: z.instanceof(File).optional(),
}

const MOST_LINES = 100
const LONGEST = 2_000

const text = (value: unknown): string => (typeof value === "string" ? value.slice(0, LONGEST) : "")

/** The answers line by line, from `answer.0`, `count.0`, `ground.0` and `words.0` on. */
export function typedLines(raw: Readonly<Record<string, unknown>>): Typed[] {
  const numbers = Object.keys(raw).flatMap((name) => /^words\.(\d{1,2})$/.exec(name)?.[1] ?? [])
  const count = Math.min(Math.max(-1, ...numbers.map(Number)) + 1, MOST_LINES)
  return Array.from({ length: count }, (_, i) => ({
    answer: text(raw[`answer.${i}`]),
    count: text(raw[`count.${i}`]),
    ground: text(raw[`ground.${i}`]),
    words: text(raw[`words.${i}`]),
  }))
}
