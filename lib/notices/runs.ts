import { randomUUID } from "node:crypto"
import { sql } from "drizzle-orm"
import { noticeRuns } from "@/db/schema/runs"
import type { Ctx, StaffActor, SystemActor } from "@/lib/context"
import type { Vault } from "@/lib/keys/vault"
import { record } from "@/lib/ledger/record"
import type { Template } from "@/lib/notices/templates"
import type { Policy } from "@/lib/policy/schema"
import type { Text } from "@/lib/policy/text-schema"
import type { Touched } from "@/lib/sources/connector"

/** What can be told to many: a new edition, a breach, a disclosure of many people's data at once. */
export type RunKind = "edition" | "breach" | "disclosure"

/** By what somebody is told, in the order it is tried. */
export type RunChannel = "email" | "sms" | "post"

/**
 * Who is told, as the database or a source says it when the run is gathered. `subjects`: people of the portal, by a
 * function that gives them in pages (see `pages`); `held`: everybody of whom sources hold what `scope` says.
 */
export type Audience = { subjects: keyof typeof pages } | { held: HeldScope }

/** Data of these categories, recorded from one instant to the other; of these keys of a source alone, where given. */
export type HeldScope = {
  sources: readonly string[]
  categories: readonly string[]
  from: string | null
  to: string | null
  /** The keys of one source, sealed by `sealKeys`. */
  keys: string | null
}

/** Functions `(object uuid, after uuid, most integer) returns setof uuid`: people by id, beyond the last one seen. */
export const pages = { users: "guard.page_users" } as const

/** What a run's message says beside the organisation and the link: words in each language, numbers and dates. */
export type RunParameters = { path: string } & Record<string, string | Text>

export type NewRun = {
  kind: RunKind
  /** The id of what is told of; one run for each kind, object and template. */
  object: string
  template: Template
  parameters: RunParameters
  audience: Audience
  /** The rule of the policy's `notices` that says by which channels. */
  rule: string
}

const KEYS = "notice_runs.keys"

/** A list of a source's keys as a scope carries it: they name people, so they are sealed. */
export const sealKeys = (vault: Pick<Vault, "sealOwn">, keys: readonly string[]): string =>
  vault.sealOwn(KEYS, JSON.stringify(keys)).toString("base64")

/** What of a source a scope names, as the source is asked for it. */
export function touchedBy(vault: Pick<Vault, "openOwn">, { categories, from, to, keys }: HeldScope): Touched {
  const opened =
    keys === null ? null : (JSON.parse(vault.openOwn(KEYS, Buffer.from(keys, "base64"))) as string[])
  return { categories, from, to, keys: opened }
}

/** The policy's channels for a notice, and the post at their end: nobody is given up for a dead address (rule 31). */
function channelsOf({ notices }: Pick<Policy, "notices">, rule: string): RunChannel[] {
  const told = notices.find(({ code }) => code === rule)?.channels ?? ["email", "sms"]
  const wanted = told.filter((channel) => channel === "email" || channel === "sms")
  return [...wanted, "post"]
}

/**
 * Opens a run: one thing told to each of many people once, by e-mail, then SMS, then a list for post. It begins when the
 * open transaction commits. Throws on a second run of the same kind, object and template. Returns its id.
 */
export async function openRun(
  ctx: Ctx<StaffActor | SystemActor>,
  policy: Pick<Policy, "notices">,
  { rule, ...run }: NewRun,
): Promise<string> {
  const id = randomUUID()
  const openedBy = ctx.actor.kind === "staff" ? ctx.actor.accountId : null
  await ctx.db
    .insert(noticeRuns)
    .values({ id, ...run, channels: channelsOf(policy, rule), openedBy, openedAt: ctx.now })
  await record(ctx, "run.opened", {
    subjectId: null,
    object: id,
    payload: { kind: run.kind, of: run.object, template: run.template },
  })
  await enqueueRun(ctx, id)
  return id
}

/** Enqueues the run's next job in the open transaction; a run has one at a time. */
export async function enqueueRun(ctx: Ctx, run: string, at?: Date): Promise<void> {
  await ctx.db.execute(sql`select guard.enqueue_run(${run}, ${at?.toISOString() ?? null}::timestamptz)`)
}
