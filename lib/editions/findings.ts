import { and, eq, inArray } from "drizzle-orm"
import { requestParts } from "@/db/schema/requests"
import type { Db } from "@/db/transaction"
import type { Beside, DraftKind } from "@/lib/editions/check-text"
import type { Profile } from "@/lib/policy/profile-schema"
import type { Policy, Purpose } from "@/lib/policy/schema"
import type { Text } from "@/lib/policy/text-schema"
import { openStatuses } from "@/lib/requests/machine"
import { heldCategories } from "@/lib/sources/holdings"
import { type DataMap, sourceTitle } from "@/lib/sources/map-schema"

/**
 * What a draft does to what is there. `held`: a category it removes is held in a source, so it is refused. `basis`: an
 * operation that rested on consent rests on something else, which wants a statement. `right`: a right it drops is being
 * used. `unheld`: a category it adds has no place in the data map yet. `asked`: a purpose of consent nobody was asked for.
 */
export type EditionFinding =
  | { kind: "held"; title: Text; source: Text }
  | { kind: "basis"; purpose: Text; operation: string; before: Text; after: Text }
  | { kind: "main_basis"; purpose: Text; before: Text; after: Text }
  | { kind: "right"; title: Text; open: number }
  | { kind: "unheld"; title: Text }
  | { kind: "asked"; title: Text }

/** A basis that changes from consent to something else, per purpose and operation. */
export type ReplacedBasis = { purpose: string; operation: string; before: string; after: string }

type Purposes = Pick<Policy, "purposes">

/** Whether a finding wants a statement of those who write the edition. */
export const wantsStatement = ({ kind }: EditionFinding): boolean => kind === "basis" || kind === "main_basis"

/** Whether a finding keeps a draft from being put up for approval. */
export const isRefused = ({ kind }: EditionFinding): boolean => kind === "held"

/** What a sound draft of that kind does to what is there. Only a policy's does anything. */
export async function findingsOf(
  db: Db,
  kind: DraftKind,
  document: unknown,
  beside: Beside,
): Promise<EditionFinding[]> {
  if (kind !== "policy") return []
  const [before, after] = [beside.policy.document, document as Policy]
  const map = beside.data_map.document
  return [
    ...gone(before.categories, after.categories).flatMap(({ code, title }) =>
      heldIn(map, code).map((source) => ({ kind: "held" as const, title, source })),
    ),
    ...replacedBases(
      before,
      after,
      beside.profiles.map(({ document }) => document),
    ).map((each) => ({
      kind: "basis" as const,
      purpose: purposeOf(before, each.purpose)?.title ?? {
        ky: each.purpose,
        ru: each.purpose,
        en: each.purpose,
      },
      operation: each.operation,
      before: basisTitle(beside, each.before),
      after: basisTitle(beside, each.after),
    })),
    ...changedMain(before, after, beside),
    ...(await openUnder(db, gone(before.rights, after.rights))),
    ...gone(after.categories, before.categories).flatMap(({ code, title }) =>
      heldIn(map, code).length > 0 || code in (map.notHeld ?? {}) ? [] : [{ kind: "unheld" as const, title }],
    ),
    ...gone(after.purposes, before.purposes).flatMap(({ title, withdrawable }) =>
      withdrawable ? [{ kind: "asked" as const, title }] : [],
    ),
  ]
}

/** A purpose whose own basis was consent and is not, though nothing that is done for it says so. */
const changedMain = (before: Policy, after: Policy, beside: Beside): EditionFinding[] => {
  const profiles = beside.profiles.map(({ document }) => document)
  const bare = ({ purposes }: Policy) => ({
    purposes: purposes.map((purpose) => ({
      ...purpose,
      operations: purpose.operations.slice(0, 1).map((each) => ({ ...each, basis: purpose.basis })),
    })),
  })
  const told = new Set(replacedBases(before, after, profiles).map(({ purpose }) => purpose))
  return replacedBases(bare(before), bare(after), profiles).flatMap(({ purpose, before: was, after: is }) => {
    const title = purposeOf(before, purpose)?.title
    if (told.has(purpose) || !title) return []
    return [
      { kind: "main_basis", purpose: title, before: basisTitle(beside, was), after: basisTitle(beside, is) },
    ]
  })
}

const gone = <T extends { code: string }>(from: readonly T[], now: readonly { code: string }[]): T[] =>
  from.filter(({ code }) => !now.some((other) => other.code === code))

const basisTitle = ({ profiles }: Beside, wanted: string): Text => {
  const bases = profiles.flatMap(({ document }) => document.bases)
  return bases.find(({ code }) => code === wanted)?.title ?? { ky: wanted, ru: wanted, en: wanted }
}

const purposeOf = ({ purposes }: Purposes, wanted: string): Purpose | undefined =>
  purposes.find(({ code }) => code === wanted)

/** The sources that hold a category, by their titles; the portal is one of them. */
function heldIn(map: DataMap, category: string): Text[] {
  const names = Object.entries(map.sources).flatMap(([name, source]) =>
    heldCategories(source).includes(category) ? [name] : [],
  )
  const own = Object.values(map.portal.holds).some((held) => held.category === category) ? ["portal"] : []
  return [...names, ...own].flatMap((name) => sourceTitle(map, name) ?? [])
}

/** What rested on a consent that can be taken back, and would rest on something else. */
export function replacedBases(
  before: Purposes,
  after: Purposes,
  profiles: readonly Profile[],
): ReplacedBasis[] {
  const consents = new Set(
    profiles.flatMap(({ bases }) => bases.flatMap(({ code, withdrawable }) => (withdrawable ? [code] : []))),
  )
  return before.purposes.flatMap(({ code: purpose, operations }) =>
    operations.flatMap(({ code: operation, basis: was }) => {
      const now = purposeOf(after, purpose)?.operations.find(({ code }) => code === operation)
      if (!now || now.basis === was || !consents.has(was) || consents.has(now.basis)) return []
      return [{ purpose, operation, before: was, after: now.basis }]
    }),
  )
}

async function openUnder(
  db: Db,
  rights: readonly { code: string; title: Text }[],
): Promise<EditionFinding[]> {
  const found: EditionFinding[] = []
  for (const { code, title } of rights) {
    const open = await db.$count(
      requestParts,
      and(eq(requestParts.right, code), inArray(requestParts.status, [...openStatuses])),
    )
    if (open > 0) found.push({ kind: "right", title, open })
  }
  return found
}
