import { z } from "zod"
import type { OwnKeep, Proposal, Settled } from "@/lib/requests/propose"

export const kinds = ["propose", "refuse", "decide"] as const

const REASON_MAX = 2_000
const LINES = 400

const text = (value: unknown): string => (typeof value === "string" ? value.trim() : "")

const indices = (raw: Record<string, unknown>, list: "line" | "gap"): number[] => {
  const count = Object.keys(raw).filter((name) => new RegExp(`^${list}\\.\\d+\\.on$`).test(name)).length
  return Array.from({ length: Math.min(count, LINES) }, (_, n) => n)
}

type Report = (field: string, code: string) => void

/** An officer's own keep, from the fields `line.N.…`; null where the line stays as planned. */
function ownKeep(raw: Record<string, unknown>, n: number, report: Report): OwnKeep | null {
  const name = (field: string) => `line.${n}.${field}`
  const [ground, reason, until] = ["ground", "reason", "until"].map((field) => text(raw[name(field)]))
  if (!ground && !reason && !until) return null
  if (!ground) report(name("ground"), "ground_required")
  if (!reason) report(name("reason"), "reason_required")
  if ((reason ?? "").length > REASON_MAX) report(name("reason"), "too_long")
  if (until && !z.iso.date().safeParse(until).success) report(name("until"), "date_shape")
  return {
    on: text(raw[name("on")]),
    ground: ground ?? "",
    reason: reason ?? "",
    untilOn: until || null,
    ...(text(raw[name("extent")]) === "needed" ? { needed: true } : {}),
  }
}

/** What becomes of what no source can do, from the fields `gap.N.…`: said of each, or the decision is not one. */
function settledIn(raw: Record<string, unknown>, kept: ReadonlySet<string>, report: Report): Settled[] {
  return indices(raw, "gap").map((n) => {
    const [on, words] = [text(raw[`gap.${n}.on`]), text(raw[`gap.${n}.words`])]
    // The name of a gap ends in the category it is about.
    if (!words && !kept.has(on.split(":").at(-1) ?? "")) report(`gap.${n}.words`, "required")
    if (words.length > REASON_MAX) report(`gap.${n}.words`, "too_long")
    return { on, words }
  })
}

function refusalOf(raw: Record<string, unknown>, report: Report): Proposal["refusal"] {
  const refusal = { ground: text(raw.refusalGround), reason: text(raw.refusalReason) }
  if (!refusal.ground) report("refusalGround", "ground_required")
  if (!refusal.reason) report("refusalReason", "reason_required")
  if (refusal.reason.length > REASON_MAX) report("refusalReason", "too_long")
  return refusal
}

/** Words that are told again on the page: everything typed, nothing the form adds by itself. */
export function typedIn(raw: Record<string, unknown>): Record<string, string> {
  const own = new Set(["step", "checked", "preview"])
  return Object.fromEntries(
    Object.entries(raw).flatMap(([name, value]) =>
      ["string", "number"].includes(typeof value) && !own.has(name) ? [[name, String(value)]] : [],
    ),
  )
}

/**
 * A decision as its form sends it. `step`: `check` asks for the letter, `change` goes back to the fields, `send` carries
 * it out with `checked`, the hash of the letter that was read.
 */
export const DecisionInput = z
  .looseObject({
    part: z.uuid("not_understood"),
    version: z.coerce.number("not_understood").int(),
    kind: z.enum(kinds, "not_understood"),
    step: z.enum(["check", "change", "send"], "not_understood"),
    checked: z.string().max(64).optional(),
    explanation: z.string().trim().max(4_000, "too_long").default(""),
  })
  .transform((raw, ctx) => {
    const { part, version, kind, step, checked, explanation } = raw
    const report: Report = (field, message) => {
      if (step !== "change") ctx.addIssue({ code: "custom", path: [field], message })
    }
    const own = (kind === "propose" ? indices(raw, "line") : []).flatMap((n) => {
      const keep = ownKeep(raw, n, report)
      return keep ? [{ n, keep }] : []
    })
    const keeps = own.map(({ keep }) => keep)
    // What is kept on a ground of the officer's own needs no other words.
    const kept = new Set(keeps.map(({ on }) => on))
    const settled = kind === "propose" ? settledIn(raw, kept, report) : []
    const refusal = kind === "refuse" ? refusalOf(raw, report) : null
    return {
      part,
      version,
      keeps,
      /** In which line of the form each of `keeps` stands. */
      lines: own.map(({ n }) => n),
      settled,
      refusal,
      explanation,
      alone: kind === "decide",
      kind,
      step,
      checked,
      typed: typedIn(raw),
    }
  })
export type DecisionInput = z.infer<typeof DecisionInput>
