import { category, origin } from "@/lib/policy/lookup"
import type { Category, Named } from "@/lib/policy/schema"
import type { Text } from "@/lib/policy/text-schema"
import {
  type Asked,
  askPromptly,
  askSources,
  mapPrompt,
  type Prompt,
  type Silence,
} from "@/lib/records/ask-sources"
import type { Reading } from "@/lib/records/reading"
import type { Connector, CountAnswer, Identifiers } from "@/lib/sources/connector"

export type CountedCategory = { category: Category; items: number; thirdPerson: boolean }

export type Counted = {
  /** By who gave the data, in the policy's order; categories without items are left out. */
  groups: { origin: Named; categories: CountedCategory[] }[]
  /** Categories no answering source holds anything of. */
  empty: Category[]
  /** Categories the organisation says it does not keep at all, with the reason. */
  notHeld: { category: Category; why: Text }[]
  total: number
  silent: Silence[]
}

/** How many items each source holds of each category, asked live and in parallel. */
export const countRecords = async (reading: Reading, only?: readonly string[]): Promise<Counted> =>
  tally(reading, await askSources(reading, counting(only)), only)

/** The same for a page that goes out with what is there: what sources answer later is counted by itself. */
export const countPromptly = async (reading: Reading): Promise<Prompt<Counted>> =>
  mapPrompt(await askPromptly(reading, counting()), (asked) => tally(reading, asked))

const counting =
  (only?: readonly string[]) =>
  (source: Connector, identifiers: Identifiers): Promise<CountAnswer> =>
    source.count({ identifiers, ...(only ? { categories: only } : {}) })

function tally(reading: Reading, { answers, silent }: Asked<CountAnswer>, only?: readonly string[]): Counted {
  const { policy, dataMap } = reading.inForce
  const counts = new Map<string, CountedCategory>()
  for (const { category: code, items, thirdPerson } of answers.flatMap((answer) => answer.categories)) {
    const known = counts.get(code)
    counts.set(code, {
      category: category(policy, code),
      items: items + (known?.items ?? 0),
      thirdPerson: thirdPerson || (known?.thirdPerson ?? false),
    })
  }
  const inPolicy = policy.categories.filter(({ code }) => !only || only.includes(code))
  const held = inPolicy.flatMap(({ code }) => counts.get(code) ?? [])
  const notHeld = Object.entries(dataMap.notHeld ?? {}).map(([code, why]) => ({
    category: category(policy, code),
    why,
  }))
  return {
    groups: policy.origins
      .map((each) => ({
        origin: each,
        categories: held.filter((one) => one.category.origins[0] === each.code),
      }))
      .filter(({ categories }) => categories.length > 0),
    empty: inPolicy.filter(({ code }) => !counts.has(code) && !(code in (dataMap.notHeld ?? {}))),
    notHeld,
    total: held.reduce((sum, { items }) => sum + items, 0),
    silent,
  }
}

/** The categories whose data first came from these origins: what staff ask to see, and what is recorded as seen. */
export function categoriesFrom(policy: Reading["inForce"]["policy"], origins: readonly string[]): string[] {
  const known = origins.map((code) => origin(policy, code).code)
  return policy.categories
    .filter(({ origins: [first] }) => first && known.includes(first))
    .map(({ code }) => code)
}
