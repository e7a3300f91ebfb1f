import { and, asc, desc, eq, type SQL } from "drizzle-orm"
import { mandates } from "@/db/schema/people"
import { requests } from "@/db/schema/requests"
import { transaction } from "@/db/transaction"
import type { Ctx, House, MandateKind } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { type Mandate, type MandateHolder, mandateState, type Proof } from "@/lib/people/mandate"
import { inForce } from "@/lib/policy/editions"

type Reading = Pick<Ctx, "db" | "vault" | "now">

async function read({ db, vault, now }: Reading, which: SQL | undefined): Promise<Mandate[]> {
  const rows = await db.select().from(mandates).where(which).orderBy(desc(mandates.at), asc(mandates.id))
  if (rows.length === 0) return []
  const { policy } = await inForce(db)
  const today = dayIn(now, policy.organisation.timezone)
  return Promise.all(
    rows.map(async ({ holder, proof, endedWhy, registeredBy: _, ...row }) => {
      const open = async <T>(place: string, cell: Buffer) => {
        const plain = await vault.open(
          { id: row.subjectId, purpose: "case" },
          `mandates.${place}|${row.id}`,
          cell,
        )
        return JSON.parse(plain.toString()) as T
      }
      return {
        ...row,
        kind: row.kind as MandateKind,
        holder: await open<MandateHolder>("holder", holder),
        proof: await open<Proof>("proof", proof),
        state: mandateState({ ...row, endedWhy }, today),
      }
    }),
  )
}

/** Who may act for a person, or might once: newest first. */
export const mandatesOf = (ctx: Reading, subjectId: string): Promise<Mandate[]> =>
  read(ctx, eq(mandates.subjectId, subjectId))

/** One mandate the actor may see; null when there is none. */
export const mandateWith = async (ctx: Reading, id: string): Promise<Mandate | null> =>
  (await read(ctx, eq(mandates.id, id)))[0] ?? null

/** The mandate a request was asked under; null when the person asked. */
export async function mandateOfRequest(ctx: Reading, number: string): Promise<Mandate | null> {
  const rows = await ctx.db
    .select({ id: mandates.id })
    .from(requests)
    .innerJoin(mandates, eq(mandates.id, requests.mandateId))
    .where(eq(requests.number, number))
  const [row] = rows
  return row ? mandateWith(ctx, row.id) : null
}

/** For whom an account may act, or might once, newest first; for whoever is signed in with this token. */
export const myMandates = (
  house: House,
  { token, accountId }: { token: string; accountId: string },
): Promise<Mandate[]> =>
  transaction(house.pools.subject, { token }, (db, now) =>
    read({ db, now, vault: house.vault }, and(eq(mandates.accountId, accountId))),
  )

/** Somebody who asks for another, as a person's letter and the answer to it name them. */
export type ActsBy = Pick<Mandate, "id" | "kind" | "holder" | "proof">
