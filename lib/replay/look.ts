import { beforeHash, itemHash, type Keyed } from "@/lib/erasures/line"
import type { Erasing, Wishes } from "@/lib/replay/wishes"
import type { Connector, Identifiers, Item } from "@/lib/sources/connector"
import { eachItem } from "@/lib/sources/each-item"
import type { PlannedOperation, Wanted } from "@/lib/sources/operation"

/**
 * What a look found to be done again. `sure`: the first line that was certainly undone here; null: none. `doubtful`:
 * categories in which something is that may as well have been given anew, and is left alone.
 */
export type Looked = {
  operations: readonly PlannedOperation[]
  sure: number | null
  doubtful: readonly string[]
}

/** `since`: the source is known to have been restored to before this line, so that what is doubtful from there on is not. */
export type Look = {
  source: Connector
  keyed: Keyed
  identifiers: Identifiers
  wishes: Wishes
  since: number | null
}

/**
 * Plans anew what the register says was done, and nothing wider. What was erased is there again when it is what it was
 * (its hash), or was recorded before it was erased; what was recorded later came since, and stays. Throws as the source
 * does.
 */
export async function look(asked: Look): Promise<Looked> {
  const { source, keyed, identifiers, wishes, since } = asked
  const { found, beside } = await present(asked)
  const whole = found.filter(({ dated }) => !dated)
  const rest: Wanted[] = [
    ...(found.length > 0 ? beside : []),
    ...wishes.restrict.map((category) => ({ op: "restrict" as const, category })),
    ...stops(wishes),
  ]
  const first = await planned(source, identifiers, [...found.map(({ wanted }) => wanted), ...rest])
  const isAsItWas = ({ erasing: { category, before } }: Present) =>
    first.some((each) => category in each.items && before.has(beforeHash(keyed, each.beforeHash)))
  const doubtful = whole.filter((each) => !isAsItWas(each) && !(since !== null && each.erasing.seq >= since))
  const sure = found.filter((each) => each.dated || isAsItWas(each)).map(({ erasing }) => erasing.seq)
  const left = found.filter((each) => !doubtful.includes(each)).map(({ wanted }) => wanted)
  const again = doubtful.length > 0
  return {
    operations: again ? await planned(source, identifiers, [...left, ...rest]) : first,
    sure: sure.length > 0 ? Math.min(...sure) : null,
    doubtful: doubtful.map(({ erasing }) => erasing.category),
  }
}

/** What has to be done: a mark that is as promised already needs none. */
async function planned(
  source: Connector,
  identifiers: Identifiers,
  wanted: readonly Wanted[],
): Promise<PlannedOperation[]> {
  const { operations } = wanted.length === 0 ? { operations: [] } : await source.plan(identifiers, wanted)
  const marks = operations.filter(({ op }) => op !== "erase")
  if (marks.length === 0) return [...operations]
  const found = await source.verify(identifiers, marks)
  const isSo = new Set(marks.filter((_, i) => found.operations[i]?.held))
  return operations.filter((each) => !isSo.has(each))
}

const stops = ({ stop }: Wishes): Wanted[] =>
  stop.map(({ purpose, operation }) => ({ op: "stop", purpose, operations: [operation] }))

/** Something of a category is there. `dated`: by its dates, or by its own id, it is from before. */
type Present = { erasing: Erasing; wanted: Wanted; dated: boolean }

/** `beside`: categories of which nothing is there; a row goes only where all that it may hold is meant. */
async function present({
  source,
  keyed,
  identifiers,
  wishes,
}: Look): Promise<{ found: Present[]; beside: Wanted[] }> {
  const categories = wishes.erase.map(({ category }) => category)
  const last = categories.length > 0 ? await source.lastRecorded({ identifiers, categories }) : []
  const out = { found: [] as Present[], beside: [] as Wanted[] }
  for (const erasing of wishes.erase) {
    const { category, items, at, rowsGone } = erasing
    const held = last.find((each) => each.category === category)
    if (!held && !items) out.beside.push({ op: "erase", category })
    if (!held) continue
    const isBefore = (recorded: string | null) => recorded !== null && Date.parse(recorded) <= Date.parse(at)
    // The date of a row that stayed says nothing of the value in it.
    const dated = rowsGone && held.at !== null
    if (!items && (!dated || isBefore(held.at))) {
      out.found.push({ erasing, wanted: { op: "erase", category }, dated })
      continue
    }
    const old = await itemsOf(source, identifiers, category, ({ id, recordedAt }) =>
      items ? items.has(itemHash(keyed, source.name, id)) : isBefore(recordedAt),
    )
    if (old.length > 0)
      out.found.push({ erasing, wanted: { op: "erase", category, items: old }, dated: true })
  }
  return out
}

async function itemsOf(
  source: Connector,
  identifiers: Identifiers,
  category: string,
  isMeant: (item: Pick<Item, "id" | "recordedAt">) => boolean,
): Promise<string[]> {
  const ids: string[] = []
  for await (const item of eachItem(source, identifiers, category)) if (isMeant(item)) ids.push(item.id)
  return ids
}
