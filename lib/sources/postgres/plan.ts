import type { Identifiers } from "../connector"
import type { PlanAnswer, PlannedOperation, Wanted } from "../operation"
import type { Planning } from "../planning"
import type { Steps } from "./erase-steps"
import { planCorrect } from "./plan-correct"
import { planErase } from "./plan-erase"
import { planFlags } from "./plan-processing"
import { planRestrictions } from "./plan-restrict"
import { togetherOf } from "./shape"
import { lookingFor } from "./surveyed"

type Op = Wanted["op"]
const only = <K extends Op>(wanted: readonly Wanted[], ...ops: K[]): Extract<Wanted, { op: K }>[] =>
  wanted.filter((each): each is Extract<Wanted, { op: K }> => ops.some((op) => op === each.op))

async function stepsFor(source: Planning, owner: string, wanted: readonly Wanted[]): Promise<Steps[]> {
  const parts: Steps[] = []
  const flags = only(wanted, "stop", "allow")
  if (flags.length > 0) parts.push(await planFlags(source, owner, flags))
  const erase = only(wanted, "erase")
  const keep = only(wanted, "keep")
  if (erase.length + keep.length > 0) parts.push(await planErase(source, owner, erase, keep))
  const correct = only(wanted, "correct")
  if (correct.length > 0) parts.push(await planCorrect(source, owner, correct))
  const restrict = only(wanted, "restrict", "unrestrict")
  if (restrict.length > 0) {
    const before = parts.flatMap(({ steps }) => steps)
    parts.push(await planRestrictions(source, owner, restrict, before))
  }
  return parts
}

const unheld = (wanted: readonly Wanted[], planned: readonly Wanted[]): Steps["unplanned"] =>
  wanted.filter((each) => !planned.includes(each)).map((each) => ({ wanted: each, why: "nothing_held" }))

/**
 * Adds what the rows are now and what they are to be; a step already so is left out, but for the marks of a purpose
 * that stops and for restrictions: who asks for what is so already is answered too, by what was read.
 */
async function hashed(source: Planning, steps: Steps["steps"]): Promise<PlannedOperation[]> {
  const groups = togetherOf(
    steps.filter(({ beforeHash }) => beforeHash === undefined).map(({ draft }) => draft),
  )
  const known = await source.states(groups)
  const states = new Map(
    groups.flatMap((group, g) => group.map((draft, i) => [draft, known[g]?.[i]] as const)),
  )
  return steps
    .map(({ draft, beforeHash, afterHash }) => {
      const state = states.get(draft)
      return {
        ...draft,
        position: 0,
        beforeHash: beforeHash ?? state?.hash ?? "",
        afterHash: afterHash ?? state?.promised ?? null,
      }
    })
    .filter(
      ({ op, entry, beforeHash, afterHash }) =>
        (op === "stop" && entry === "flags") ||
        op === "restrict" ||
        op === "unrestrict" ||
        beforeHash !== afterHash,
    )
    .map((operation, position) => ({ ...operation, position }))
}

/**
 * What has to be done in this source for what is wanted, in order: marks first, then foreign keys emptied, rows gone
 * (whoever refers before what it refers to), links cut, shared rows nobody else has, fields emptied, corrections,
 * restrictions, and what is kept. Values never leave the source: hashes are computed there.
 */
export async function plan(
  source: Planning,
  identifiers: Identifiers,
  wanted: readonly Wanted[],
): Promise<PlanAnswer> {
  const [erased, kept] = [only(wanted, "erase"), only(wanted, "keep")]
  const next = erased.length + kept.length > 0 ? lookingFor(source, erased, kept) : null
  const { subjects, keys } = await source.meantBy(identifiers, next)
  const steps: Steps["steps"] = []
  const perSubject: Steps["unplanned"][] = []
  for (const owner of keys) {
    // Without a row of their own nothing can be marked or corrected; what lies under their key can still go.
    const here = subjects.includes(owner) ? wanted : only(wanted, "erase", "keep")
    const parts = await stepsFor(source, owner, here)
    steps.push(...parts.flatMap((part) => part.steps))
    perSubject.push([...parts.flatMap((part) => part.unplanned), ...unheld(wanted, here)])
  }
  steps.sort((a, b) => a.phase - b.phase || a.rank - b.rank)
  const operations = await hashed(source, steps)
  const [first = unheld(wanted, []), ...others] = perSubject
  // Of several records of one person, nothing is "unplanned" that one of them could be planned for.
  const unplanned = first.filter(({ wanted: each }) =>
    others.every((list) => list.some((other) => other.wanted === each)),
  )
  const met = keys.filter(
    (key) => subjects.includes(key) || operations.some(({ subject }) => subject === key),
  )
  return { source: source.name, subjects: met, operations, unplanned, plannedAt: new Date().toISOString() }
}
