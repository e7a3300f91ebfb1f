import { desc, eq } from "drizzle-orm"
import { editionAcceptances, policyEditions } from "@/db/schema/policy"
import type { Ctx, SubjectActor } from "@/lib/context"
import { Forbidden } from "@/lib/errors"
import { may } from "@/lib/permissions"
import type { Acceptance } from "@/lib/policy/acceptance-schema"
import { offeredRight } from "@/lib/policy/lookup"
import { type EditionDates, publicEdition } from "@/lib/policy/public-edition"
import type { Right } from "@/lib/policy/rights-schema"

export type MyAcceptance = {
  id: string
  edition: number
  how: "ticked" | "deemed"
  at: Date
  /** SHA-256 in hexadecimal over the words and the edition they stood for. */
  textHash: string
}

export type MyPolicy = {
  current: EditionDates & { all: EditionDates[] }
  next: EditionDates | null
  acceptances: MyAcceptance[]
  /** The box that is not ticked yet for the edition in force. */
  toAccept: Acceptance | null
  /** The rights by which one leaves. */
  leaving: Right[]
}

/** The policy as it stands for the person: what they accepted and how, what is announced, and how to leave. Throws Forbidden. */
export async function myPolicy(ctx: Ctx<SubjectActor>): Promise<MyPolicy> {
  if (!may(ctx.actor, "edition.accept")) throw new Forbidden()
  const current = await publicEdition(ctx.db)
  if (!current) throw new Error("no policy is in force")
  const { policy } = current
  const acceptances = await acceptancesOf(ctx)
  const isTicked = acceptances.some(({ edition, how }) => edition === current.number && how === "ticked")
  return {
    current,
    next: current.all.find(({ state }) => state === "announced") ?? null,
    acceptances,
    toAccept: policy.acceptance?.how === "ticked" && !isTicked ? policy.acceptance : null,
    leaving: ["withdrawal", "account_deletion"].flatMap((code) => offeredRight(policy, code) ?? []),
  }
}

async function acceptancesOf({ db, actor }: Ctx<SubjectActor>): Promise<MyAcceptance[]> {
  const { id, how, at, textHash, editionId, subjectId } = editionAcceptances
  const rows = await db
    .select({ id, how, at, textHash, edition: policyEditions.number })
    .from(editionAcceptances)
    .innerJoin(policyEditions, eq(policyEditions.id, editionId))
    .where(eq(subjectId, actor.subjectId))
    .orderBy(desc(at))
  return rows.map((row) => ({ ...row, textHash: row.textHash.toString("hex") }))
}
