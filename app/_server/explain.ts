import "server-only"
import { isRedirectError } from "next/dist/client/components/redirect-error"
import type { z } from "zod"
import type { FormState } from "@/app/_server/form-state"
import { Unstorable } from "@/app/_server/from-form"
import { looseTranslator } from "@/app/_server/locale"
import { Expected, Invalid, type MessageRef } from "@/lib/errors"
import { logFault } from "@/lib/log"
import { SourceRefused, SourceUnreachable } from "@/lib/sources/failures"

type Typed = FormState["values"]

/** The shape was wrong: each field's message is the code its schema gave (`z.string().min(1, "required")`). */
export async function invalid(error: z.ZodError, values: Typed): Promise<FormState> {
  const fields: Record<string, MessageRef> = {}
  for (const issue of error.issues) {
    const name = issue.path.join(".") || "form"
    const values = "maximum" in issue ? { max: Number(issue.maximum) } : undefined
    fields[name] ??= { code: issue.message, ...(values ? { values } : {}) }
  }
  return shown(fields, values)
}

/**
 * Turns the expected failures into what the person sees, in their language, with what they typed. Redirects pass.
 * The database gone is said so; anything else is logged without parameters and shown as a fault of ours.
 */
export async function explain(error: unknown, values: Typed): Promise<FormState> {
  if (isRedirectError(error)) throw error
  if (error instanceof Invalid) return shown(error.fields, values)
  if (error instanceof Unstorable) return shown({ [error.field]: { code: "unstorable" } }, values)
  const say = await looseTranslator("errors")
  const state = { status: "failed", ...(values ? { values } : {}) } as const
  if (error instanceof Expected)
    return { ...state, message: say(error.code, error.values) ?? say("fault") ?? "" }
  logFault("action", error)
  // A source that is down is said as such: it is nobody's fault here.
  if (error instanceof SourceRefused && error.isUnfit) return { ...state, message: say("unfit") ?? "" }
  const isAway = error instanceof SourceUnreachable || isOutage(error)
  return { ...state, message: say(isAway ? "unavailable" : "fault") ?? "" }
}

async function shown(fields: Record<string, MessageRef>, values: Typed): Promise<FormState> {
  const say = await looseTranslator("errors")
  const known = (ref: MessageRef) => say(ref.code, ref.values) ?? say("not_understood") ?? ""
  const fieldErrors = Object.fromEntries(Object.entries(fields).map(([name, ref]) => [name, [known(ref)]]))
  return { status: "invalid", fieldErrors, ...(values ? { values } : {}) }
}

const OUTAGE = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "57P01", "57P02", "57P03", "08006", "08001"])

/** Whether the database is away, as opposed to a fault of ours. */
export function isOutage(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && typeof cause.code === "string" && OUTAGE.has(cause.code)) return true
    if (/timeout exceeded when trying to connect|Connection terminated/.test(cause.message)) return true
  }
  return false
}
