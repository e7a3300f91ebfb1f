import { asc, desc } from "drizzle-orm"
import { policyEditions, referenceEditions } from "@/db/schema/policy"
import type { Ctx, StaffActor } from "@/lib/context"
import { Forbidden } from "@/lib/errors"
import { may } from "@/lib/permissions"
import { type InForce, inForce } from "@/lib/policy/editions"

/** A published document; `hash` is SHA-256 in hexadecimal over its canonical form. */
export type Published = {
  id: string
  kind: "policy" | "profile" | "calendar" | "data_map"
  code: string
  number: number
  publishedAt: Date
  hash: string
  inForce: boolean
}

/** What is in force and everything ever published, newest first within each kind. Throws Forbidden. */
export async function publishedEditions(
  ctx: Ctx<StaffActor>,
): Promise<{ held: InForce; editions: Published[] }> {
  if (!may(ctx.actor, "policy.read")) throw new Forbidden()
  const held = await inForce(ctx.db)
  const current = new Set([held.edition.id, held.profileId, held.calendarId, held.dataMapId])
  const { id, policy, number, publishedAt, hash } = policyEditions
  const policies = await ctx.db
    .select({ id, code: policy, number, publishedAt, hash })
    .from(policyEditions)
    .orderBy(desc(number))
  const references = await ctx.db
    .select({
      id: referenceEditions.id,
      kind: referenceEditions.kind,
      code: referenceEditions.code,
      number: referenceEditions.number,
      publishedAt: referenceEditions.publishedAt,
      hash: referenceEditions.hash,
    })
    .from(referenceEditions)
    .orderBy(asc(referenceEditions.kind), desc(referenceEditions.number))
  const all = [...policies.map((row) => ({ ...row, kind: "policy" })), ...references]
  const editions = all.map((row) => ({
    ...row,
    kind: row.kind as Published["kind"],
    hash: row.hash.toString("hex"),
    inForce: current.has(row.id),
  }))
  return { held, editions }
}
