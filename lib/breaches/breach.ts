import { desc, eq } from "drizzle-orm"
import { breaches } from "@/db/schema/breaches"
import type { Ctx, StaffActor } from "@/lib/context"
import type { Day } from "@/lib/deadlines/day"
import { Forbidden, NotFound } from "@/lib/errors"
import type { Vault } from "@/lib/keys/vault"
import type { HeldScope } from "@/lib/notices/runs"
import { may } from "@/lib/permissions"
import { type InForce, pinned } from "@/lib/policy/editions"

/** The words of staff about a breach. */
export type Story = { what: string; how: string; measures: string }

/** Where and when to look for the people touched; the categories stand beside it. */
export type Scope = Omit<HeldScope, "categories">

/** How many people each source named, by its name. */
export type Counted = Readonly<Record<string, number>>

export type BreachState = "draft" | "ready" | "released" | "closed"

export type Breach = {
  id: string
  number: string
  type: string
  happenedFrom: Day
  happenedTo: Day
  foundOn: Day
  categories: string[]
  scope: Scope
  story: Story
  counted: Counted | null
  countedAt: Date | null
  state: BreachState
  version: number
  releasedAt: Date | null
  runId: string | null
  /** What held when it was recorded. */
  inForce: InForce
}

export type BreachLine = Pick<Breach, "number" | "type" | "foundOn" | "counted" | "state">

const MOST_LISTED = 200

/** The breaches, the last found first. Throws Forbidden. */
export async function listBreaches(ctx: Ctx<StaffActor>): Promise<BreachLine[]> {
  if (!may(ctx.actor, "breach.read")) throw new Forbidden()
  const { number, type, foundOn, counted, state } = breaches
  const rows = await ctx.db
    .select({ number, type, foundOn, counted, state })
    .from(breaches)
    .orderBy(desc(foundOn), desc(number))
    .limit(MOST_LISTED)
  return rows as BreachLine[]
}

/** One breach by its number or id, opened; `lock` holds its row to the end of the transaction. Throws NotFound, Forbidden. */
export async function readBreach(
  ctx: Ctx<StaffActor>,
  which: string | { id: string },
  { lock = false }: { lock?: boolean } = {},
): Promise<Breach> {
  if (!may(ctx.actor, "breach.read")) throw new Forbidden()
  const found = ctx.db
    .select()
    .from(breaches)
    .where(typeof which === "string" ? eq(breaches.number, which) : eq(breaches.id, which.id))
  const [row] = await (lock ? found.for("update") : found)
  if (!row) throw new NotFound()
  const { editionId, profileId, calendarId, dataMapId, story, ...more } = row
  return {
    ...more,
    scope: row.scope as Scope,
    counted: row.counted as Counted | null,
    state: row.state as BreachState,
    story: openStory(ctx.vault, row.id, story),
    inForce: await pinned(ctx.db, { editionId, profileId, calendarId, dataMapId }),
  }
}

const placeOf = (id: string) => `breaches.story|${id}`

/** The words sealed under a key of the deployment: they are about the organisation, and may name somebody all the same. */
export const sealStory = (vault: Pick<Vault, "sealOwn">, id: string, story: Story): Buffer =>
  vault.sealOwn(placeOf(id), JSON.stringify(story))

const openStory = (vault: Pick<Vault, "openOwn">, id: string, cell: Buffer): Story =>
  JSON.parse(vault.openOwn(placeOf(id), cell)) as Story

/** The sum of what the sources named: no fewer than the people, since one person may stand in several. */
export const sumOf = (counted: Counted): number => Object.values(counted).reduce((sum, n) => sum + n, 0)

/** The scope as the sources are asked. */
export const heldScopeOf = ({ categories, scope }: Pick<Breach, "categories" | "scope">): HeldScope => ({
  ...scope,
  categories,
})
