import type { Processing } from "../map-schema"
import type { Unplanned, Wanted } from "../operation"
import type { Mapped, Planning } from "../planning"
import type { Step, Steps } from "./erase-steps"
import type { Draft } from "./shape-parts"

type FlagWanted = Extract<Wanted, { op: "stop" | "allow" }>

const PHASE = 0

const blank = { fields: [], items: {}, strategy: "flag" } as const

function flagDraft(
  source: Mapped,
  { flags }: Processing,
  owner: string,
  wanted: FlagWanted,
  operations: readonly string[],
): Draft {
  return {
    ...blank,
    source: source.name,
    subject: owner,
    entry: "flags",
    place: `${flags.table}.${flags.value}`,
    keys: operations.map((operation) => ({ [flags.purpose]: wanted.purpose, [flags.operation]: operation })),
    op: wanted.op,
    category: flags.category,
    purpose: wanted.purpose,
    count: operations.length,
    after: { [flags.value]: wanted.op === "allow" },
  }
}

async function closingDrafts(
  source: Planning,
  processing: Processing,
  owner: string,
  wanted: FlagWanted,
): Promise<Draft[]> {
  const drafts: Draft[] = []
  for (const [i, closing] of (processing.closing ?? []).entries()) {
    if (!closing.purposes.includes(wanted.purpose)) continue
    const keys = await source.open(i, owner, wanted.purpose)
    if (keys.length === 0) continue
    drafts.push({
      ...blank,
      source: source.name,
      subject: owner,
      entry: `closing.${i}`,
      place: Object.keys(closing.set)
        .map((column) => `${closing.table}.${column}`)
        .join(","),
      keys,
      op: wanted.op,
      category: closing.category,
      purpose: wanted.purpose,
      count: keys.length,
      after: {},
    })
  }
  return drafts
}

/** The steps that stop or allow purposes: a mark per operation, and what ends with a purpose stopped altogether. */
export async function planFlags(
  source: Planning,
  owner: string,
  wanted: readonly FlagWanted[],
): Promise<Steps> {
  const { processing } = source.map
  const steps: Step[] = []
  const unplanned: Unplanned[] = []
  for (const each of wanted) {
    const known = processing?.purposes[each.purpose] ?? []
    const operations = each.operations ? known.filter((code) => each.operations?.includes(code)) : known
    if (!processing || operations.length === 0) {
      unplanned.push({ wanted: each, why: "not_mapped" })
      continue
    }
    const drafts = [flagDraft(source, processing, owner, each, operations)]
    if (each.op === "stop") {
      const stopped = new Set<string>([...operations, ...(await source.stopped(owner, each.purpose))])
      if (known.every((code) => stopped.has(code)))
        drafts.push(...(await closingDrafts(source, processing, owner, each)))
    }
    for (const draft of drafts) steps.push({ phase: PHASE, rank: steps.length, draft })
  }
  return { steps, unplanned }
}
