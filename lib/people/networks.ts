import { isIP } from "node:net"
import { asc, eq, sql } from "drizzle-orm"
import { staffNetworks } from "@/db/schema/factors"
import type { Ctx, House, StaffActor } from "@/lib/context"
import { Forbidden, Invalid, NotAllowedNow, NotFound } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { may } from "@/lib/permissions"

export type Network = { id: string; network: string; name: string; at: Date }

/** The networks staff may work from; none: from everywhere. Throws Forbidden. */
export async function listNetworks(ctx: Ctx<StaffActor>): Promise<Network[]> {
  if (!may(ctx.actor, "staff.read")) throw new Forbidden()
  const { id, network, name, at } = staffNetworks
  return ctx.db.select({ id, network, name, at }).from(staffNetworks).orderBy(asc(network))
}

/** Whether staff may sign in and work from an address. */
export async function staffMayFrom(house: House, address: string): Promise<boolean> {
  const { rows } = await house.pools.auth.query<{ may: boolean }>("select guard.staff_may_from($1) as may", [
    address,
  ])
  return rows[0]?.may ?? false
}

/**
 * Adds a network; from then on staff work from the listed ones alone, and whoever is signed in elsewhere is out. Throws
 * Invalid beside `network` or `name`: also when whoever adds it would be shut out by it.
 */
export async function addNetwork(
  ctx: Ctx<StaffActor>,
  entered: { network: string; name: string },
  address: string,
): Promise<{ id: string }> {
  if (!may(ctx.actor, "staff.manage")) throw new Forbidden()
  const network = await normalNetwork(ctx, entered.network)
  if (!network) throw new Invalid({ network: { code: "network_shape" } })
  const name = entered.name.trim()
  if (!name) throw new Invalid({ name: { code: "required" } })
  const [row] = await ctx.db
    .insert(staffNetworks)
    .values({ network, name, addedBy: ctx.actor.accountId, at: ctx.now })
    .onConflictDoNothing()
    .returning({ id: staffNetworks.id })
  if (!row) throw new Invalid({ network: { code: "network_listed" } })
  if (!(await isWithin(ctx, address))) throw new Invalid({ network: { code: "network_without_you" } })
  await record(ctx, "staff.networks_changed", { subjectId: null, object: row.id })
  return row
}

/** Takes a network off the list. Throws NotFound, NotAllowedNow when whoever does it works from there. */
export async function removeNetwork(
  ctx: Ctx<StaffActor>,
  id: string,
  address: string,
): Promise<{ id: string }> {
  if (!may(ctx.actor, "staff.manage")) throw new Forbidden()
  const [row] = await ctx.db
    .delete(staffNetworks)
    .where(eq(staffNetworks.id, id))
    .returning({ id: staffNetworks.id })
  if (!row) throw new NotFound()
  if (!(await isWithin(ctx, address))) throw new NotAllowedNow("network_of_yours")
  await record(ctx, "staff.networks_changed", { subjectId: null, object: row.id })
  return row
}

async function isWithin(ctx: Ctx, address: string): Promise<boolean> {
  const { rows } = await ctx.db.execute<{ within: boolean }>(
    sql`select guard.staff_may_from(${address}) as within`,
  )
  return rows[0]?.within ?? false
}

/** An address or a network as PostgreSQL writes it, or null: `10.1.2.3/8` is the network `10.0.0.0/8`. */
async function normalNetwork(ctx: Ctx, typed: string): Promise<string | null> {
  const [address = "", bits] = typed.trim().split("/", 2)
  const most = { 4: 32, 6: 128 }[isIP(address)]
  if (!most || (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= most))) return null
  const { rows } = await ctx.db.execute<{ network: string }>(
    sql`select network(${bits === undefined ? address : `${address}/${bits}`}::inet)::text as network`,
  )
  return rows[0]?.network ?? null
}
