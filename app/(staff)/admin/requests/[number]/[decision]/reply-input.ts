import { z } from "zod"
import { isDeclined, replyOutcomes } from "@/lib/requests/reply"
import { typedIn } from "./decision-input"

const WORDS_MAX = 8_000

const text = (value: unknown): string => (typeof value === "string" ? value.trim() : "")

/**
 * An answer in words as its form sends it, in the steps of a decision: `check` asks for the letter, `change` goes back to
 * the fields, `send` carries it out with `checked`, the hash of the letter that was read. The answer to an appeal goes to
 * a second person.
 */
export const ReplyInput = z
  .looseObject({
    part: z.uuid("not_understood"),
    version: z.coerce.number("not_understood").int(),
    step: z.enum(["check", "change", "send"], "not_understood"),
    checked: z.string().max(64).optional(),
  })
  .transform((raw, ctx) => {
    const { part, version, step, checked } = raw
    const [words, ground] = [text(raw.words), text(raw.ground)]
    const outcome = replyOutcomes.find((code) => code === raw.outcome) ?? "answered"
    const report = (field: string, message: string) =>
      ctx.addIssue({ code: "custom", path: [field], message, input: raw[field] })
    if (step !== "change") {
      if (outcome !== raw.outcome) report("outcome", "choose_one")
      if (isDeclined(outcome) && !ground) report("ground", "ground_required")
      if (!words) report("words", "required")
      if (words.length > WORDS_MAX)
        ctx.addIssue({
          ...{ code: "too_big", origin: "string", maximum: WORDS_MAX, inclusive: true },
          ...{ path: ["words"], message: "too_long", input: words },
        })
    }
    const isAppeal = text(raw.appeal) !== ""
    return { part, version, words, outcome, ground, step, checked, isAppeal, typed: typedIn(raw) }
  })
export type ReplyInput = z.infer<typeof ReplyInput>
