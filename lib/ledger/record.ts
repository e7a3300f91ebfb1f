import { hash, randomBytes, randomUUID } from "node:crypto"
import { eq, sql } from "drizzle-orm"
import { ledgerInbox, ledgerPayloads } from "@/db/schema/ledger"
import { subjects } from "@/db/schema/people"
import type { Ctx } from "@/lib/context"
import type { Act } from "@/lib/ledger/acts"

export type Payload = Record<string, string | number | boolean | null | string[]>

/** An act to be entered; `object` is the random id of the thing acted on. `id`: the entry's, given beforehand. */
export type Entry = { id?: string; act: Act; subjectId: string | null; object: string; payload?: Payload }

/**
 * Writes the entry of an act in the act's own transaction: final leaf bytes with references and a salted commitment
 * only (RFC 6962 leaves are built over them later), and the payload sealed apart under the person's case-file key.
 * Returns the entry's id.
 */
export async function record(ctx: Ctx, act: Act, entry: Omit<Entry, "act">): Promise<string> {
  const [id] = await recordEach(ctx, [{ act, ...entry }])
  if (!id) throw new Error("an entry was not written")
  return id
}

/**
 * An id for an entry of this moment: a UUID of version 7 (RFC 9562), whose beginning is the time the entry says anyway, so
 * that what is entered together lies together and the whole ledger is read without a search for each entry.
 */
export function entryId(at: Date): string {
  const time = at.getTime().toString(16).padStart(12, "0")
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`
}

type Named = Entry & { id: string }

const gathered = new WeakMap<object, Named[]>()

/** Does work of a transaction whose acts are entered in one statement once all of it is done, in their order. */
export async function recordTogether<T>(ctx: Ctx, work: () => Promise<T>): Promise<T> {
  const entries: Named[] = []
  gathered.set(ctx.db, entries)
  const result = await work().finally(() => gathered.delete(ctx.db))
  if (entries.length > 0) await recordEach(ctx, entries)
  return result
}

/** The same for several acts, in one statement. Returns their entries' ids in the order given. */
export async function recordEach(ctx: Ctx, entries: readonly Entry[]): Promise<string[]> {
  const later = gathered.get(ctx.db)
  if (later) {
    const named = entries.map((entry) => ({ ...entry, id: entry.id ?? entryId(ctx.now) }))
    later.push(...named)
    return named.map(({ id }) => id)
  }
  const made = await Promise.all(entries.map((entry) => sealedEntry(ctx, entry)))
  const [one, ...more] = made
  if (one && more.length === 0) await enterOne(ctx, one)
  else if (one) await enterMany(ctx, made)
  return made.map(({ id }) => id)
}

type Made = { id: string; leaf: string; subjectId: string | null; salt: Buffer; payload: Buffer | null }

/** Stands in an entry's bytes for the reference of whom it is about, until the statement that writes it puts that in. */
const refOf = (id: string) => `ref:${id}`

async function sealedEntry(
  ctx: Ctx,
  { act, subjectId, object, payload = {}, ...given }: Entry,
): Promise<Made> {
  const { id = entryId(ctx.now) } = given
  const salt = randomBytes(32)
  const subject = subjectId ? refOf(id) : null
  const actor = subjectId && isOf(ctx.actor, subjectId) ? `subject:${refOf(id)}` : await actorRef(ctx)
  const made = entryOf({ id, act, actor, subject, object, at: ctx.now, salt, payload })
  const leaf = made.leaf.toString()
  if (!subjectId) return { id, leaf, subjectId, salt, payload: null }
  const owner = { id: subjectId, purpose: "case" } as const
  const cell = await ctx.vault.seal(owner, `ledger_payloads.payload|${id}`, made.payload)
  return { id, leaf, subjectId, salt, payload: cell }
}

const isOf = (actor: Ctx["actor"], subjectId: string) =>
  actor.kind === "subject" && !actor.mandate && actor.subjectId === subjectId

// The reference is put in by the statement itself: to ask for it before would be a round trip with every act. Where the actor
// may not see the person there is none, and the entry is refused for want of its bytes.
async function enterOne(ctx: Ctx, { id, leaf, subjectId, salt, payload }: Made): Promise<void> {
  const at = ctx.now.toISOString()
  if (!subjectId) {
    await ctx.db.execute(
      sql`insert into ${ledgerInbox} (id, at, leaf) values (${id}, ${at}, convert_to(${leaf}, 'UTF8'))`,
    )
    return
  }
  await ctx.db.execute(sql`
    with leaves as (
      insert into ${ledgerInbox} (id, at, leaf) values (${id}, ${at}, convert_to(replace(${leaf}, ${refOf(id)},
        (select ledger_ref::text from ${subjects} where id = ${subjectId})), 'UTF8')))
    insert into ${ledgerPayloads} (id, subject_id, salt, payload) values (${id}, ${subjectId}, ${salt}, ${payload})`)
}

async function enterMany(ctx: Ctx, made: readonly Made[]): Promise<void> {
  const column = <K extends keyof Made>(key: K, type: string) =>
    sql`${sql.param(made.map((one) => one[key]))}::${sql.raw(type)}[]`
  await ctx.db.execute(sql`
    with made as (
      select * from unnest(${column("id", "uuid")}, ${column("leaf", "text")}, ${column("subjectId", "uuid")},
        ${column("salt", "bytea")}, ${column("payload", "bytea")})
        with ordinality as made (id, leaf, subject_id, salt, payload, n)),
    leaves as (
      insert into ${ledgerInbox} (id, at, leaf)
      select m.id, ${ctx.now.toISOString()}, convert_to(case when m.subject_id is null then m.leaf
        else replace(m.leaf, 'ref:' || m.id, s.ledger_ref::text) end, 'UTF8')
      from made m left join ${subjects} s on s.id = m.subject_id order by m.n)
    insert into ${ledgerPayloads} (id, subject_id, salt, payload)
    select id, subject_id, salt, payload from made where subject_id is not null`)
}

/** The final bytes of an entry: references and a salted commitment only; `payload` are the bytes committed to. */
export function entryOf(entry: {
  id?: string
  act: Act
  actor: string
  subject: string | null
  object: string
  at: Date
  salt: Buffer
  payload: Payload
}): { id: string; leaf: Buffer; payload: Buffer } {
  const id = entry.id ?? entryId(entry.at)
  const payload = Buffer.from(canonical(entry.payload))
  const commit = hash("sha256", Buffer.concat([entry.salt, payload]))
  const { act, actor, subject, object } = entry
  const leaf = { v: 1, id, at: entry.at.toISOString(), act, actor, subject, object, commit }
  return { id, leaf: Buffer.from(canonical(leaf)), payload }
}

/** Deterministic JSON: keys sorted, well-formed text only, so the bytes hashed are the bytes stored. */
export function canonical(value: unknown): string {
  if (typeof value === "string" && !value.isWellFormed())
    throw new Error("text with a lone surrogate cannot be recorded")
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`
  if (value instanceof Date) return JSON.stringify(value.toISOString())
  if (value === null || typeof value !== "object") return JSON.stringify(value ?? null)
  const parts = new Map(Object.entries(value))
  // As texts are compared, not as a language has them.
  const keys = [...parts.keys()].filter((key) => parts.get(key) !== undefined).sort()
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(parts.get(key))}`).join(",")}}`
}

async function actorRef(ctx: Ctx): Promise<string> {
  if (ctx.actor.kind === "system") return `system:${ctx.actor.job}`
  if (ctx.actor.kind === "staff") return `staff:${ctx.actor.accountId}`
  if (ctx.actor.mandate) return `mandate:${ctx.actor.mandate.id}`
  return `subject:${await ledgerRef(ctx, ctx.actor.subjectId)}`
}

// A person's reference never changes, and a transaction writes of few people.
const known = new WeakMap<object, Map<string, Promise<string>>>()

/** Under which reference the entries of the ledger know a person. Asked once in a transaction. */
function ledgerRef(ctx: Ctx, subjectId: string): Promise<string> {
  const here = known.get(ctx.db) ?? new Map<string, Promise<string>>()
  known.set(ctx.db, here)
  const found = here.get(subjectId) ?? askRef(ctx, subjectId)
  here.set(subjectId, found)
  return found
}

async function askRef(ctx: Ctx, subjectId: string): Promise<string> {
  const rows = await ctx.db
    .select({ ref: subjects.ledgerRef })
    .from(subjects)
    .where(eq(subjects.id, subjectId))
    .limit(1)
  const ref = rows[0]?.ref
  if (!ref) throw new Error("the subject of an entry is not visible to its actor")
  return ref
}
