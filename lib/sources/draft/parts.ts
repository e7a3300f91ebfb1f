import type { LiveColumn } from "../postgres/live-schema"
import { type Shape, shapeOf } from "./shapes"

const DEEPEST = 3
/** A name of ours, no sentence and no number: what people are called by must not pass for a key. */
const NAME = /^\p{L}[\p{L}_-]*\d?$/u
const LONGEST_NAME = 40
const LEAST_ROWS = 3
const LEAST_SHARE = 0.2

type Leaf = { path: readonly string[]; value: string | number | boolean }

function leaves(value: unknown, path: readonly string[] = []): Leaf[] {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return [{ path, value }]
  if (value === null || typeof value !== "object" || Array.isArray(value) || path.length >= DEEPEST) return []
  return Object.entries(value)
    .filter(([name]) => NAME.test(name) && name.length <= LONGEST_NAME)
    .flatMap(([name, each]) => leaves(each, [...path, name]))
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/**
 * What stands inside a jsonb column, each as a column of its own with the shape of its values. A key counts where several
 * rows have it, so that values somebody used as keys do not: those differ from row to row.
 */
export function partsOf(
  column: LiveColumn,
  texts: readonly string[],
): { column: LiveColumn; shape: Shape | null }[] {
  const found = new Map<string, Leaf[]>()
  for (const leaf of texts.flatMap((text) => leaves(parsed(text)))) {
    const place = JSON.stringify(leaf.path)
    found.set(place, [...(found.get(place) ?? []), leaf])
  }
  const least = Math.max(LEAST_ROWS, texts.length * LEAST_SHARE)
  return [...found.values()]
    .filter((list) => list.length >= least && (list[0]?.path.length ?? 0) > 0)
    .map((list) => {
      const path = list[0]?.path ?? []
      const kinds = new Set(list.map(({ value }) => typeof value))
      const type =
        kinds.size > 1 || kinds.has("string") ? "text" : kinds.has("number") ? "numeric" : "boolean"
      const inside = { column: column.name, path }
      return {
        column: {
          ...{ name: [column.name, ...path].join("."), type, full: type, required: false, generated: false },
          ...{ comment: "", allowed: [], readable: true, inside },
        },
        shape: shapeOf(list.map(({ value }) => String(value))),
      }
    })
}
