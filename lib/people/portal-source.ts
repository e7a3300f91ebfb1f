import { asc, desc, eq, sql } from "drizzle-orm"
import { accountLogins, accounts } from "@/db/schema/people"
import { sessions } from "@/db/schema/sign-in"
import { atOnce } from "@/db/transaction"
import { asWorker, type Ctx, type House } from "@/lib/context"
import { countAccounts, pageOfAccounts } from "@/lib/people/accounts-held"
import { identitiesOf } from "@/lib/people/identities"
import type { FieldType } from "@/lib/policy/schema"
import type { Connector, CountQuestion, Identifiers, Item, Touched } from "@/lib/sources/connector"
import { Quarantined, SourceRefused } from "@/lib/sources/failures"
import { groupBy } from "@/lib/sources/group"
import { PORTAL, type PortalMap } from "@/lib/sources/map-schema"

type Name = keyof PortalMap["holds"]
type Held = { name: Name; place: string; id: string; value: string; at: Date | null }

const types: Record<Name, FieldType> = {
  pin: "pin",
  phone: "phone",
  email: "email",
  language: "text",
  opened_at: "timestamp",
  signed_in_at: "timestamp",
}
const names = Object.keys(types) as Name[]

const FIRST_PAGE = { offset: 0, limit: 100 }

/** How the portal knows a person in its own data. */
export const inPortal = (subjectId: string): Identifiers => [{ kind: "subject", value: subjectId }]

/**
 * The portal's own data about a person as one more source, so that they are shown beside the others' and stay readable
 * while those are away. Plans change nothing here: a contact changes by its correction, an account by its closing, and
 * what proves a request stands in the case file; so whatever is wanted is answered "not_mapped", never dropped.
 */
export function portalSource(house: House, { holds }: PortalMap): Connector {
  const itemsOf = async ({ identifiers, categories }: CountQuestion) => {
    const subject = subjectOf(identifiers)
    const wanted = (name: Name) => {
      const mapped = holds[name]
      return mapped && (!categories || categories.includes(mapped.category)) ? mapped : null
    }
    if (!names.some(wanted)) return { subjects: [subject], items: [] }
    const held = await asWorker(house, "portal-source", { subject }, (ctx) => heldOf(ctx, subject))
    const items = held.flatMap((each): Item[] => {
      const mapped = wanted(each.name)
      return mapped ? [itemOf(subject, mapped, each)] : []
    })
    return { subjects: [subject], items }
  }
  /** Whoever has an account has all of what is held here; null where none of it is asked about. */
  const asked = ({ categories, ...people }: Touched) =>
    names.some((name) => categories.includes(holds[name]?.category ?? "")) ? people : null
  const refuse = async () => {
    throw new SourceRefused(PORTAL, "has nothing to carry out; its data change by verbs of their own")
  }
  return {
    name: PORTAL,
    subjectKind: "subject",
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
    plan: async (identifiers, wanted) => ({
      source: PORTAL,
      subjects: [subjectOf(identifiers)],
      operations: [],
      unplanned: wanted.map((each) => ({ wanted: each, why: "not_mapped" as const })),
      plannedAt: new Date().toISOString(),
    }),
    apply: refuse,
    applyAll: async (operations) => (operations.length === 0 ? { state: "done", results: [] } : refuse()),
    verify: async (identifiers, operations) => ({
      source: PORTAL,
      subjects: [subjectOf(identifiers)],
      held: operations.length === 0,
      operations: operations.length === 0 ? [] : await refuse(),
      reach: [],
      readAt: new Date().toISOString(),
    }),
    facts: async (names) => (names.length === 0 ? [] : refuse()),
    find: async () => [],
    people: async () => [],
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

function itemOf(
  subject: string,
  { category, field: code, origin }: NonNullable<PortalMap["holds"]["pin"]>,
  { name, place, id, value, at }: Held,
): Item {
  const when = at?.toISOString() ?? null
  return {
    // The rows' own ids are random and mean nothing elsewhere.
    id: `${place.split(".")[0]}.${code}.${id}`,
    source: PORTAL,
    subject,
    category,
    field: code,
    value,
    type: types[name],
    origin: { by: origin, at: when },
    thirdPerson: false,
    place,
    key: { id },
    recordedAt: when,
  }
}

/** What is kept of the person: how they are known, the account with its sign-in names, and when they signed in. */
async function heldOf(ctx: Ctx, subjectId: string): Promise<Held[]> {
  const [known, found] = await atOnce([
    identitiesOf(ctx, subjectId),
    ctx.db
      .select({ id: accounts.id, locale: accounts.locale, createdAt: accounts.createdAt })
      .from(accounts)
      .where(eq(accounts.subjectId, subjectId)),
  ])
  const [account] = found
  if (!account) return []
  const [logins, signIns] = await atOnce([loginsOf(ctx, subjectId, account.id), signInsOf(ctx, account.id)])
  const { id, locale, createdAt } = account
  const pins = (known.get("*") ?? []).filter(({ kind }) => kind === "pin")
  return [
    ...pins.map(({ value }) => held("pin", "source_identities.value", id, value, createdAt)),
    ...logins,
    held("language", "accounts.locale", id, locale, null),
    held("opened_at", "accounts.created_at", id, createdAt.toISOString(), createdAt),
    ...signIns.map((at) =>
      held("signed_in_at", "sessions.created_at", at.getTime().toString(36), at.toISOString(), at),
    ),
  ]
}

const held = (name: Held["name"], place: string, id: string, value: string, at: Date | null): Held => ({
  name,
  place,
  id,
  value,
  at,
})

async function loginsOf(ctx: Ctx, subjectId: string, accountId: string): Promise<Held[]> {
  const rows = await ctx.db
    .select()
    .from(accountLogins)
    .where(eq(accountLogins.accountId, accountId))
    .orderBy(asc(accountLogins.kind))
  return Promise.all(
    rows.map(async ({ id, kind, value, verifiedAt }) => {
      const plain = await ctx.vault.open(
        { id: subjectId, purpose: "data" },
        `account_logins.value|${id}`,
        value,
      )
      const name = kind === "email" ? "email" : "phone"
      return held(name, "account_logins.value", id, plain.toString(), verifiedAt)
    }),
  )
}

async function signInsOf(ctx: Ctx, accountId: string): Promise<Date[]> {
  const rows = await ctx.db
    .select({ at: sessions.createdAt })
    .from(sessions)
    .where(eq(sessions.accountId, accountId))
    .orderBy(desc(sessions.createdAt))
  return rows.map(({ at }) => at)
}
