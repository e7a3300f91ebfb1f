import { addDays } from "@/lib/deadlines/day"
import { type DueDate, type DueDateInput, dueDate, type Extension, type Term } from "@/lib/deadlines/due-date"
import { ExtensionRefused, LONGEST_TERM } from "@/lib/deadlines/refusals"

/** What a legal profile says of extending a right's term; without `max` the notice itself names the new day. */
export type ExtensionSource = { max?: Term | undefined }

/**
 * The due date of a part once its term is extended, for the reason the notice gives. `counted` is what the present
 * date was counted from, `source` the profile's rule for the right. Once, and before the present last day is over.
 * Throws ExtensionRefused, and what `dueDate` throws.
 */
export const extendDueDate = (
  counted: DueDateInput,
  extension: Extension,
  source: ExtensionSource | undefined,
  now: Date,
): DueDate => {
  const { dueOn, dueAt } = dueDate(counted)
  if (!source) throw new ExtensionRefused("extension_without_source", dueOn)
  if (counted.extension) throw new ExtensionRefused("extended_before", dueOn)
  if (now > dueAt) throw new ExtensionRefused("extension_after_deadline", dueOn)
  const isLater = !("until" in extension) || extension.until > dueOn
  if (!isLater) throw new ExtensionRefused("extension_not_later", dueOn)
  const longest = source.max
    ? dueDate({ ...counted, extension: source.max }).dueOn
    : addDays(dueOn, LONGEST_TERM)
  const wanted = dueDate({ ...counted, extension })
  if (wanted.dueOn > longest) throw new ExtensionRefused("extension_too_long", longest)
  return wanted
}
