import { sql } from "drizzle-orm"
import { asWorker, type House } from "@/lib/context"
import { countAccounts, pageOfAccounts } from "@/lib/people/accounts-held"
import { applyPortal, verifiedIn } from "@/lib/people/portal-apply"
import { heldOf, itemOf, portalNames } from "@/lib/people/portal-items"
import { countIn, planPortal } from "@/lib/people/portal-plan"
import { type PortalName, type PortalRows, portalRows } from "@/lib/people/portal-rows"
import type { Connector, CountQuestion, Identifiers, Item, Touched } from "@/lib/sources/connector"
import { Quarantined, SourceRefused } from "@/lib/sources/failures"
import { groupBy } from "@/lib/sources/group"
import { PORTAL, type PortalMap } from "@/lib/sources/map-schema"
import type { AppliedAll, PlannedOperation, Reach } from "@/lib/sources/operation"

/** Thrown where a transaction is to be taken back, with what was found in it. */
class TakenBack extends Error {
  constructor(readonly answer: AppliedAll) {
    super("taken back")
  }
}

const everybody = { to: null, keys: null }

const FIRST_PAGE = { offset: 0, limit: 100 }

/** How the portal knows a person in its own data. */
export const inPortal = (subjectId: string): Identifiers => [{ kind: "subject", value: subjectId }]

/**
 * The portal's own data about a person as one more source, so that they are shown beside the others' and stay readable
 * while those are away, planned, carried out and read again by the same verbs. A way in changes by its code alone
 * (`confirm-contact.ts`), and what proves a request stands in the case file, which has a key and an end of its own.
 */
export function portalSource(house: House, { holds }: PortalMap): Connector {
  const itemsOf = async ({ identifiers, categories }: CountQuestion) => {
    const subject = subjectOf(identifiers)
    const wanted = (name: PortalName) => {
      const mapped = holds[name]
      return mapped && (!categories || categories.includes(mapped.category)) ? mapped : null
    }
    if (!portalNames.some(wanted)) return { subjects: [subject], items: [] }
    const held = await asWorker(house, "portal-source", { subject }, (ctx) => heldOf(ctx, subject))
    if (held.length === 0) return { subjects: [], items: [] }
    const items = held.flatMap((each): Item[] => {
      const mapped = wanted(each.name)
      return mapped ? [itemOf(subject, mapped, each)] : []
    })
    return { subjects: [subject], items }
  }
  /** Whoever has an account has all of what is held here; null where none of it is asked about. */
  const asked = ({ categories, ...people }: Touched) =>
    portalNames.some((name) => categories.includes(holds[name]?.category ?? "")) ? people : null
  const refuse = () => {
    throw new SourceRefused(PORTAL, "answers no such question")
  }
  const rowsOf = (subject: string) =>
    asWorker(house, "portal-source", { subject }, (ctx) => portalRows(ctx, subject))
  const applyAll: Connector["applyAll"] = async (operations) => {
    const [first] = operations
    if (!first) return { state: "done", results: [] }
    const { subject } = first
    if (operations.some((each) => each.subject !== subject)) throw new Quarantined(PORTAL)
    return asWorker(house, "portal-source", { subject }, (ctx) => applyPortal(ctx, subject, operations))
  }
  const rehearseAll = async (operations: readonly PlannedOperation[]): Promise<AppliedAll> => {
    const [first] = operations
    if (!first) return { state: "done", results: [] }
    try {
      return await asWorker(house, "portal-source", { subject: first.subject }, async (ctx) => {
        throw new TakenBack(await applyPortal(ctx, first.subject, operations))
      })
    } catch (error) {
      if (error instanceof TakenBack) return error.answer
      throw error
    }
  }
  const reachOf = ({ rows }: PortalRows, operations: readonly PlannedOperation[]): Reach[] => {
    const items = (op: PlannedOperation["op"], code: string) =>
      operations.filter((each) => each.op === op).reduce((sum, each) => sum + (each.items[code] ?? 0), 0)
    const erased = operations.flatMap((each) => (each.op === "erase" ? Object.keys(each.items) : []))
    return [...new Set(erased)].map((category) => {
      const [found, kept] = [countIn(holds, rows, category), items("keep", category)]
      return { category, found, kept, held: found <= kept }
    })
  }
  return {
    name: PORTAL,
    subjectKind: "subject",
    proves: [],
    called: [],
    post: null,
    async count(question) {
      const { subjects, items } = await itemsOf(question)
      const categories = [...groupBy(items, ({ category }) => category)].map(([category, found]) => ({
        category,
        items: found.length,
        thirdPerson: false,
      }))
      return { source: PORTAL, subjects, categories, readAt: new Date().toISOString() }
    },
    async lastRecorded(question) {
      const { items } = await itemsOf(question)
      return [...groupBy(items, ({ category }) => category)].map(([category, found]) => {
        const known = found.flatMap(({ recordedAt }) => (recordedAt === null ? [] : [recordedAt])).sort()
        return { category, at: known.length === found.length ? (known.at(-1) ?? null) : null }
      })
    },
    async read({ page = FIRST_PAGE, ...question }) {
      const { subjects, items } = await itemsOf(question)
      const end = page.offset + page.limit
      return {
        source: PORTAL,
        subjects,
        items: items.slice(page.offset, end),
        total: items.length,
        nextOffset: end < items.length ? end : null,
        readAt: new Date().toISOString(),
      }
    },
    readBinary: async () => null,
    async plan(identifiers, wanted) {
      const subject = subjectOf(identifiers)
      const found = await rowsOf(subject)
      const subjects = found.account ? [subject] : []
      const plannedAt = new Date().toISOString()
      return { source: PORTAL, subjects, ...planPortal(holds, subject, found, wanted), plannedAt }
    },
    async apply(operation, key) {
      const answer = await applyAll([operation], key)
      return answer.state === "changed"
        ? { state: "changed", evidence: answer.evidence }
        : (answer.results[0] ?? refuse())
    },
    applyAll,
    rehearseAll,
    async verify(identifiers, operations) {
      const found = await rowsOf(subjectOf(identifiers))
      const readAt = new Date().toISOString()
      const verified = verifiedIn(found, operations, readAt)
      const reach = reachOf(found, operations)
      const held = verified.every((each) => each.held) && reach.every((each) => each.held)
      const subjects = found.account ? [subjectOf(identifiers)] : []
      return { source: PORTAL, subjects, held, operations: verified, reach, readAt }
    },
    facts: async (names) => (names.length === 0 ? [] : refuse()),
    find: async () => [],
    people: (after, most) =>
      asWorker(house, "portal-source", null, (ctx) => pageOfAccounts(ctx, everybody, { after, most })),
    holders: async () => [],
    async countTouched(scope) {
      const people = asked(scope)
      return people ? asWorker(house, "portal-source", null, (ctx) => countAccounts(ctx, people)) : 0
    },
    async touched(scope, page) {
      const people = asked(scope)
      const found = people
        ? await asWorker(house, "portal-source", null, (ctx) => pageOfAccounts(ctx, people, page))
        : []
      return found.map((value) => ({ identifiers: [{ kind: "subject", value }], language: null }))
    },
    identify: async () => [],
    ping: () =>
      asWorker(house, "portal-source", null, async (ctx) => void (await ctx.db.execute(sql`select 1`))),
    close: async () => undefined,
  }
}

function subjectOf(identifiers: Identifiers): string {
  const [only, ...others] = identifiers.filter(({ kind }) => kind === "subject")
  if (!only || others.length > 0) throw new Quarantined(PORTAL)
  return only.value
}
