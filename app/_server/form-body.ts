const REFERENCE = /^\$ACTION_(REF_(\d+)|ID_[0-9a-f]+)$/

/**
 * Whether the body of a POST is a form as our own pages send it, by script or without. What is cut short, or refers to what it
 * does not hold, would be a fault further on, where nobody can tell it from one of ours. The body stays readable.
 */
export async function isOurForm(request: Request): Promise<boolean> {
  const byScript = request.headers.has("next-action")
  const type = request.headers.get("content-type") ?? ""
  // Anything else is no form of ours; without an action it is answered as the page itself.
  if (!type.startsWith("multipart/form-data")) return !byScript
  try {
    const form = await request.clone().formData()
    return byScript ? holdsArguments(form) : holdsAction(form)
  } catch {
    return false
  }
}

/** Without script: one reference to an action and its arguments, as React writes them into the form. */
function holdsAction(form: FormData): boolean {
  const named = [...form.keys()].filter((key) => key.startsWith("$ACTION_") && key !== "$ACTION_KEY")
  const references = named.map((key) => REFERENCE.exec(key)).filter((found) => found !== null)
  const [reference] = references
  if (!reference || references.length > 1) return false
  const args = named.filter((key) => key !== reference[0])
  // An action without arguments.
  if (reference[2] === undefined) return args.length === 0
  const [action, state] = [`$ACTION_${reference[2]}:0`, `$ACTION_${reference[2]}:1`]
  return args.length === 2 && isAction(only(form, action)) && isStateList(only(form, state), 1)
}

/** By script: what the form showed before and the form itself in field 0, its fields behind `_1_`. */
function holdsArguments(form: FormData): boolean {
  const fields = [...form.keys()].filter((key) => key !== "0")
  if (!fields.every((key) => key.startsWith("_1_"))) return false
  const list = only(form, "0")
  return isStateList(list, 2) && list[1] === "$K1"
}

/** What the one field of that name holds as JSON; throws where it is none, or there are several. */
function only(form: FormData, name: string): unknown {
  const [value, more] = form.getAll(name)
  if (typeof value !== "string" || more !== undefined) throw new SyntaxError(`${name} is not one text`)
  return JSON.parse(value)
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const isAction = (value: unknown): boolean =>
  isRecord(value) && typeof value.id === "string" && value.bound === "$@1" && Object.keys(value).length === 2

/** A list of that length that begins with a form's state (form-state.ts). */
const isStateList = (value: unknown, length: number): value is unknown[] =>
  Array.isArray(value) &&
  value.length === length &&
  isRecord(value[0]) &&
  typeof value[0].status === "string" &&
  isPlain(value[0])

/** Refers to nothing else: a text that begins with a dollar is one that was typed, written with two. */
function isPlain(part: unknown): boolean {
  if (typeof part === "string") return !part.startsWith("$") || part.startsWith("$$") || part === "$undefined"
  return part === null || typeof part !== "object" || Object.values(part).every(isPlain)
}
