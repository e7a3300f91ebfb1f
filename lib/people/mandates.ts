import { and, asc, desc, eq, type SQL } from "drizzle-orm"
import { mandates } from "@/db/schema/people"
import { requests } from "@/db/schema/requests"
import { transaction } from "@/db/transaction"
import type { Ctx, House, MandateKind } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import {
  type Mandate,
  type MandateHolder,
  mandateState,
  type Proof,
  type UnnamedMandate,
} from "@/lib/people/mandate"
import { inForce } from "@/lib/policy/editions"

type Reading = Pick<Ctx, "db" | "vault" | "now">

type Row = UnnamedMandate & Record<"holderCell" | "proofCell", Buffer>

async function rowsOf({ db, now }: Omit<Reading, "vault">, which: SQL | undefined): Promise<Row[]> {
  const rows = await db.select().from(mandates).where(which).orderBy(desc(mandates.at), asc(mandates.id))
  if (rows.length === 0) return []
  const { policy } = await inForce(db)
  const today = dayIn(now, policy.organisation.timezone)
  return rows.map(({ holder: holderCell, proof: proofCell, endedWhy, registeredBy: _, ...row }) => ({
    ...{ ...row, holderCell, proofCell, kind: row.kind as MandateKind },
    state: mandateState({ ...row, endedWhy }, today),
  }))
}

async function read(reading: Reading, which: SQL | undefined): Promise<Mandate[]> {
  const rows = await rowsOf(reading, which)
  return Promise.all(
    rows.map(async ({ holderCell, proofCell, ...row }) => {
      const owner = { id: row.subjectId, purpose: "case" } as const
      const open = async <T>(place: string, cell: Buffer) => {
        const plain = await reading.vault.open(owner, `mandates.${place}|${row.id}`, cell)
        return JSON.parse(plain.toString()) as T
      }
      const holder = await open<MandateHolder>("holder", holderCell)
      return { ...row, holder, proof: await open<Proof>("proof", proofCell) }
    }),
  )
}

/** The same without whom and by what paper, for where the person's data is not to be seen: nothing sealed is opened. */
export async function unnamedMandatesOf(
  ctx: Omit<Reading, "vault">,
  subjectId: string,
): Promise<UnnamedMandate[]> {
  const rows = await rowsOf(ctx, eq(mandates.subjectId, subjectId))
  return rows.map(({ holderCell: _, proofCell: __, ...row }) => row)
}

/** Who may act for a person, or might once: newest first. */
export async function mandatesOf(ctx: Reading & Pick<Ctx, "actor">, subjectId: string): Promise<Mandate[]> {
  const { actor } = ctx
  const isAnothers = actor.kind === "subject" && actor.subjectId !== subjectId
  return isAnothers ? [] : read(ctx, eq(mandates.subjectId, subjectId))
}

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
