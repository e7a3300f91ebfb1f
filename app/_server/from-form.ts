import "server-only"

const SECRET = /password|current|code|pin|recovery|kept|passkey/i
const FRAMEWORK = /^\$ACTION|^formKey$|^shownFor$/
const LONGEST = 20_000

/** Text that PostgreSQL cannot store or that changes when stored (NUL, lone surrogates), or an absurd length. */
export class Unstorable extends Error {
  constructor(readonly field: string) {
    super("unstorable")
  }
}

/**
 * A form as a plain object: text by name, a list where a name occurs more than once or ends in `[]`, files as they
 * are. Throws Unstorable for text that cannot be held, before anything else looks at it.
 */
export function fromForm(form: FormData): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const name of new Set(form.keys())) {
    if (FRAMEWORK.test(name)) continue
    const values = form.getAll(name)
    for (const value of values) {
      if (
        typeof value === "string" &&
        (value.includes("\0") || !value.isWellFormed() || value.length > LONGEST)
      ) {
        throw new Unstorable(name)
      }
    }
    out[name.replace(/\[\]$/, "")] = name.endsWith("[]") ? values : values.length > 1 ? values : values[0]
  }
  return out
}

/** What was typed, to be shown again: never secrets, never files. */
export function typedValues(form: FormData): Record<string, string | string[]> {
  const out: Record<string, string | string[]> = {}
  for (const name of new Set(form.keys())) {
    if (FRAMEWORK.test(name) || SECRET.test(name)) continue
    const texts = form
      .getAll(name)
      .filter((value): value is string => typeof value === "string")
      .map(shown)
    const only = texts[0]
    if (only !== undefined) out[name] = texts.length > 1 || name.endsWith("[]") ? texts : only
  }
  return out
}

const shown = (text: string) => text.replaceAll("\0", "").toWellFormed().slice(0, LONGEST)
