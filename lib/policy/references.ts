import type { z } from "zod"
import { nearest } from "@/lib/policy/nearest"
import type { Path } from "@/lib/policy/yaml-source"

/** A fault before it has a line. */
export type Finding = { path: Path; reason: string }

/** One entry of a list with the place it stands at. */
export type Placed<T> = { path: Path; value: T }

type Unknown = Record<string, unknown>
const isObject = (value: unknown): value is Unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The value under a key of a parsed file, or undefined. */
export const under = (value: unknown, key: string): unknown => (isObject(value) ? value[key] : undefined)

/** The entries of a list that have their right shape; the others are reported by the shape's own faults. */
export function placed<T>(document: unknown, key: string, schema: z.ZodType<T>): Placed<T>[] {
  const list = under(document, key)
  if (!Array.isArray(list)) return []
  return list.flatMap((entry, index) => {
    const parsed = schema.safeParse(entry)
    return parsed.success ? [{ path: [key, index], value: parsed.data }] : []
  })
}

/** Every code written in a list, whatever else is wrong with the entry; undefined when there is no such list. */
export function codesIn(document: unknown, key: string): string[] | undefined {
  const list = under(document, key)
  if (!Array.isArray(list)) return undefined
  return list.map((entry) => under(entry, "code")).filter((code) => typeof code === "string")
}

/**
 * Says of a code that does not exist what to do about it. `kind` is the word for one of `list`. Without a list to
 * look in (`known` undefined) nothing is said: its absence is a fault of its own.
 */
export const dangling =
  (kind: string, list: string, known: readonly string[] | undefined) =>
  (code: string, path: Path): Finding[] => {
    if (!known || known.includes(code)) return []
    const close = nearest(code, known)
    const remedy = close ? `correct it to "${close}" or add it to` : "correct the code or add it to"
    return [{ path, reason: `There is no ${kind} "${code}": ${remedy} "${list}".` }]
  }

/** Codes used twice in the list that stands at `path`. */
export function duplicates(document: unknown, path: Path, kind: string): Finding[] {
  const list = path.reduce<unknown>(
    (value, step) => (isObject(value) || Array.isArray(value) ? Reflect.get(value, step) : undefined),
    document,
  )
  if (!Array.isArray(list)) return []
  const seen = new Set<string>()
  return list.flatMap((entry, index) => {
    const code = under(entry, "code")
    if (typeof code !== "string") return []
    if (!seen.has(code)) {
      seen.add(code)
      return []
    }
    return [
      {
        path: [...path, index, "code"],
        reason: `The ${kind} "${code}" is there twice: give this one its own code or remove it.`,
      },
    ]
  })
}

/** Every value of a key anywhere in a file, with its place: all `law` citations, say. */
export function everywhere(document: unknown, key: string, path: Path = []): Placed<string>[] {
  if (Array.isArray(document))
    return document.flatMap((entry, index) => everywhere(entry, key, [...path, index]))
  if (!isObject(document)) return []
  return Object.entries(document).flatMap(([name, value]) => {
    const here = [...path, name]
    if (name === key && typeof value === "string") return [{ path: here, value }]
    return everywhere(value, key, here)
  })
}
