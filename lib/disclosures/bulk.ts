import { desc, eq, getTableColumns } from "drizzle-orm"
import { bulkDisclosures } from "@/db/schema/disclosures"
import { staff } from "@/db/schema/staff"
import type { Ctx, StaffActor } from "@/lib/context"
import { Forbidden, NotFound } from "@/lib/errors"
import type { HeldScope } from "@/lib/notices/runs"
import { may } from "@/lib/permissions"
import type { Policy, TransferGround } from "@/lib/policy/schema"
import { mayLeave } from "@/lib/uploads/scans"

export type BulkState = "draft" | "proposed" | "approved" | "done" | "dropped"
type Scope = Omit<HeldScope, "categories">
const { documentName, documentType, documentBody, cursor, ...columns } = getTableColumns(bulkDisclosures)

/** Many people's data given away in one act; `counted`: people by source, null before they were looked for. */
export type Bulk = Omit<
  typeof bulkDisclosures.$inferSelect,
  "documentName" | "documentType" | "documentBody" | "cursor" | "scope" | "counted" | "state"
> & { scope: Scope; counted: Record<string, number> | null; state: BulkState }

/** The grounds of the policy on which data of many may go in one act. */
export const bulkGrounds = ({ transferGrounds }: Pick<Policy, "transferGrounds">): TransferGround[] =>
  transferGrounds.filter(({ bulk }) => bulk)

export const heldBy = ({ scope, categories }: Pick<Bulk, "scope" | "categories">): HeldScope => ({
  ...scope,
  categories,
})

export const peopleIn = (counted: Bulk["counted"]): number =>
  Object.values(counted ?? {}).reduce((all, n) => all + n, 0)

/** All of them, newest first. Throws Forbidden. */
export async function listBulk(ctx: Ctx<StaffActor>): Promise<Bulk[]> {
  if (!may(ctx.actor, "bulk.read")) throw new Forbidden()
  return (await ctx.db
    .select(columns)
    .from(bulkDisclosures)
    .orderBy(desc(bulkDisclosures.at), desc(bulkDisclosures.id))) as Bulk[]
}

/** One of them, locked when it is about to move. Throws NotFound, Forbidden. */
export async function readBulk(ctx: Ctx<StaffActor>, id: string, lock = false): Promise<Bulk> {
  if (!may(ctx.actor, "bulk.read")) throw new Forbidden()
  const found = ctx.db.select(columns).from(bulkDisclosures).where(eq(bulkDisclosures.id, id))
  const [row] = await (lock ? found.for("update") : found)
  if (!row) throw new NotFound()
  // The columns are written by enterBulk alone, in these shapes.
  return row as Bulk
}

/** What a colleague is called. */
export async function nameOfStaff(ctx: Ctx<StaffActor>, account: string | null): Promise<string | null> {
  if (!account) return null
  const [row] = await ctx.db.select({ name: staff.name }).from(staff).where(eq(staff.accountId, account))
  return row?.name ?? null
}

const place = (id: string, part: "name" | "body") => `bulk_disclosures.${part}|${id}`

/** The scan of the act's document, sealed under a key of its own: it names nobody. */
export const sealScan = async (ctx: Ctx, id: string, file: { name: string; bytes: Uint8Array }) => ({
  documentName: await ctx.vault.seal({ id, purpose: "case" }, place(id, "name"), file.name),
  documentBody: await ctx.vault.seal({ id, purpose: "case" }, place(id, "body"), Buffer.from(file.bytes)),
})

/** The scan for staff. Throws NotFound, Forbidden. */
export async function scanOfBulk(ctx: Ctx<StaffActor>, id: string) {
  if (!may(ctx.actor, "bulk.read")) throw new Forbidden()
  const [row] = await ctx.db
    .select({ documentName, documentType, documentBody })
    .from(bulkDisclosures)
    .where(eq(bulkDisclosures.id, id))
  if (!row) throw new NotFound()
  await mayLeave(ctx, id)
  const owner = { id, purpose: "case" } as const
  const name = (await ctx.vault.open(owner, place(id, "name"), row.documentName)).toString()
  const bytes = await ctx.vault.open(owner, place(id, "body"), row.documentBody)
  return { name, mediaType: row.documentType, bytes }
}

/** The bytes of the scan for the worker; null when it is gone. */
export async function scanBytesOfBulk(ctx: Ctx, id: string): Promise<Uint8Array | null> {
  const [row] = await ctx.db.select({ documentBody }).from(bulkDisclosures).where(eq(bulkDisclosures.id, id))
  return row ? ctx.vault.open({ id, purpose: "case" }, place(id, "body"), row.documentBody) : null
}
