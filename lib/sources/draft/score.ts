import type { Category, Field, Policy } from "@/lib/policy/schema"
import { FITS } from "../field-findings"
import type { LiveColumn, LiveTable } from "../postgres/live-schema"
import type { Shape } from "./shapes"
import { likeness, meaningsOf } from "./words"

/** One field of the policy with the words it is known by. */
export type Target = {
  readonly category: Category
  readonly field: Field
  /** Words of its code and titles, and of its category's; the most telling first. */
  readonly own: readonly string[]
  readonly around: readonly string[]
}

const texts = ({ code, title }: { code: string; title: { ky: string; ru: string; en: string } }) => [
  code,
  title.en,
  title.ru,
  title.ky,
]

const words = (list: readonly string[]): string[] => [...new Set(list.flatMap(meaningsOf))]

/** Every field of the policy, ready to be compared with columns. */
export const targetsOf = ({ categories }: Policy): Target[] =>
  categories.flatMap((category) =>
    category.fields.map((field) => ({
      ...{ category, field },
      own: words(texts(field)),
      around: words(texts(category)),
    })),
  )

const SAME: Partial<Record<Shape, readonly string[]>> = {
  pin: ["pin"],
  email: ["email"],
  phone: ["phone"],
  ip: ["ip"],
}

/** Words that say little by themselves. */
const FAINT = new Set([
  "time",
  "kind",
  "number",
  "status",
  "member",
  "object",
  "since",
  "until",
  "channel",
  "note",
])
const weight = (word: string): number => (FAINT.has(word) ? 0.4 : 1)

const nearestTo = (word: string, list: readonly string[]): number =>
  list.reduce((best, each) => Math.max(best, likeness(word, each)), 0)

/** How much of `asked` is said by `list`, from 0 to 1, by the weight of its words. */
export function covered(asked: readonly string[], list: readonly string[]): number {
  const whole = asked.reduce((sum, word) => sum + weight(word), 0)
  if (whole === 0) return 0
  return asked.reduce((sum, word) => sum + weight(word) * nearestTo(word, list), 0) / whole
}

/** Whether a column's type can hold what the policy calls the field. */
export const fits = ({ type, full }: LiveColumn, field: Field): boolean =>
  FITS[field.type].test(type) && !(field.type === "text" && /^(inet|uuid)$/.test(full))

/**
 * How well a column is this field, from 0 to about 2: its name against the field's code and titles, its table's against the
 * category's, its comment and the shape of its values.
 */
export function scoreOf(
  table: Pick<LiveTable, "name" | "comment">,
  column: LiveColumn,
  shape: Shape | undefined,
  { field, category, own, around }: Target,
): number {
  if (!fits(column, field)) return 0
  const name = meaningsOf(column.inside?.path.join(" ") ?? column.name)
  const place = words([table.name, table.comment])
  const code = meaningsOf(field.code)
  const said = covered(name, own)
  const meant = covered(code, [...name, ...place])
  const homes = covered(meaningsOf(category.code), [...place, ...name]) + 0.3 * covered(name, around)
  const told = column.comment === "" ? 0 : 0.2 * covered(code, words([column.comment]))
  const looks = shape && SAME[shape]?.includes(field.type) ? 0.6 : 0
  return said * 0.7 + meant * 0.4 + homes * 0.4 + told + looks
}
