import { and, arrayContains, desc, eq, gte, isNull, or } from "drizzle-orm"
import { disclosurePermissions as table } from "@/db/schema/disclosures"
import type { Ctx, StaffActor, SubjectActor } from "@/lib/context"
import { type Day, dayIn } from "@/lib/deadlines/day"
import { Forbidden, NotFound } from "@/lib/errors"
import { refuseTied } from "@/lib/people/barred"
import { may } from "@/lib/permissions"
import type { Policy, TransferGround } from "@/lib/policy/schema"

/** The ground of the policy that rests on the person's written permission, where it has one. */
export const permissionGround = ({
  transferGrounds,
}: Pick<Policy, "transferGrounds">): TransferGround | undefined =>
  transferGrounds.find(({ requires }) => requires === "permission")

const columns = {
  id: table.id,
  subjectId: table.subjectId,
  recipient: table.recipient,
  categories: table.categories,
  reason: table.reason,
  until: table.until,
  method: table.method,
  at: table.at,
  givenAt: table.givenAt,
  refusedAt: table.refusedAt,
  withdrawnAt: table.withdrawnAt,
}

/** asked: the person has not answered. over: its last day has passed. */
export type PermissionState = "asked" | "given" | "refused" | "withdrawn" | "over"
export type Permission = {
  id: string
  subjectId: string
  recipient: string
  categories: string[]
  reason: string
  until: Day | null
  method: string
  at: Date
  givenAt: Date | null
  state: PermissionState
}

export const reasonPlace = (id: string) => `disclosure_permissions.reason|${id}`

type Row = Omit<Permission, "reason" | "state"> & {
  reason: Buffer
  refusedAt: Date | null
  withdrawnAt: Date | null
}

async function opened(ctx: Ctx, today: Day, row: Row): Promise<Permission> {
  const { reason, refusedAt, withdrawnAt, ...rest } = row
  const owner = { id: row.subjectId, purpose: "case" } as const
  const words = (await ctx.vault.open(owner, reasonPlace(row.id), reason)).toString()
  const lasts = row.until !== null && row.until < today ? "over" : row.givenAt ? "given" : "asked"
  const state = refusedAt ? "refused" : withdrawnAt ? "withdrawn" : lasts
  return { ...rest, reason: words, state }
}

/** The person's permissions, newest first. */
export async function myPermissions(ctx: Ctx<SubjectActor>, zone: string): Promise<Permission[]> {
  const rows = await ctx.db
    .select(columns)
    .from(table)
    .where(eq(table.subjectId, ctx.actor.subjectId))
    .orderBy(desc(table.at), desc(table.id))
  return Promise.all(rows.map((row) => opened(ctx, dayIn(ctx.now, zone), row)))
}

/** One of them, locked for what the person is about to do. Throws NotFound. */
export async function myPermission(ctx: Ctx<SubjectActor>, id: string, zone: string): Promise<Permission> {
  const [row] = await ctx.db
    .select(columns)
    .from(table)
    .where(and(eq(table.id, id), eq(table.subjectId, ctx.actor.subjectId)))
    .for("update")
  if (!row) throw new NotFound()
  return opened(ctx, dayIn(ctx.now, zone), row)
}

/** A person's permissions for staff, after a view of them. Throws Forbidden. */
export async function permissionsOf(
  ctx: Ctx<StaffActor>,
  subjectId: string,
  zone: string,
): Promise<(Permission & { documentId: string | null })[]> {
  if (!may(ctx.actor, "person.view")) throw new Forbidden()
  await refuseTied(ctx, subjectId)
  const rows = await ctx.db
    .select({ ...columns, documentId: table.documentId })
    .from(table)
    .where(eq(table.subjectId, subjectId))
    .orderBy(desc(table.at), desc(table.id))
  return Promise.all(
    rows.map(async ({ documentId, ...row }) => ({
      ...(await opened(ctx, dayIn(ctx.now, zone), row)),
      documentId,
    })),
  )
}

/** The permission that lets these categories go to this recipient on a day; null where there is none. */
export async function permissionTo(
  ctx: Ctx<StaffActor>,
  asked: { subjectId: string; recipient: string; categories: string[]; day: Day; zone: string },
): Promise<string | null> {
  const { subjectId, recipient, categories, day, zone } = asked
  if (categories.length === 0) return null
  const rows = await ctx.db
    .select({ id: table.id, givenAt: table.givenAt, withdrawnAt: table.withdrawnAt })
    .from(table)
    .where(
      and(
        eq(table.subjectId, subjectId),
        eq(table.recipient, recipient),
        arrayContains(table.categories, categories),
        or(isNull(table.until), gte(table.until, day)),
      ),
    )
    .orderBy(desc(table.at))
  const lasts = (row: (typeof rows)[number]) =>
    row.givenAt && dayIn(row.givenAt, zone) <= day && (!row.withdrawnAt || dayIn(row.withdrawnAt, zone) > day)
  return rows.find(lasts)?.id ?? null
}
