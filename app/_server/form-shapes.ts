import "server-only"
import { z } from "zod"
import type { TypedDay } from "@/lib/deadlines/typed-day"

const parts = ["day", "month", "year"] as const
type Box<Name extends string> = `${Name}.${(typeof parts)[number]}`

// Too long to be a day, a month or a year stays so: the verb says it beside the one field the three boxes make.
const box = z
  .string()
  .default("")
  .transform((typed) => typed.slice(0, 10))

/** The shape of dates typed in three boxes each: `<name>.day`, `<name>.month` and `<name>.year` of every name. */
export const dateBoxes = <Name extends string>(...names: Name[]) =>
  // Object.fromEntries forgets the names it was given.
  Object.fromEntries(names.flatMap((name) => parts.map((part) => [`${name}.${part}`, box]))) as Record<
    Box<Name>,
    typeof box
  >

/** What the three boxes of that name hold. */
export const typedUnder = <Name extends string>(
  input: Record<Box<NoInfer<Name>>, string>,
  name: Name,
): TypedDay => ({
  day: input[`${name}.day`],
  month: input[`${name}.month`],
  year: input[`${name}.year`],
})
