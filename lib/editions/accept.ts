import { randomUUID } from "node:crypto"
import { and, eq } from "drizzle-orm"
import { editionAcceptances } from "@/db/schema/policy"
import { asSigned, type Ctx, type House, type SubjectActor } from "@/lib/context"
import { Conflict, Forbidden, NotAllowedNow } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { whoIs } from "@/lib/people/sessions"
import { may } from "@/lib/permissions"
import { type InForce, inForce } from "@/lib/policy/editions"
import { hashOf } from "@/lib/policy/publish-folder"

type How = "ticked" | "deemed"

/**
 * Keeps that a person accepted the edition in force by ticking the box beside the policy's words. `edition` is the number
 * of the one they were shown. Accepting twice changes nothing. Throws Forbidden; NotAllowedNow where the policy has no box;
 * Conflict when another edition is in force by now.
 */
export async function acceptEdition(ctx: Ctx<SubjectActor>, edition: number): Promise<void> {
  if (!may(ctx.actor, "edition.accept")) throw new Forbidden()
  const held = await inForce(ctx.db)
  if (held.policy.acceptance?.how !== "ticked") throw new NotAllowedNow()
  if (held.edition.number !== edition) throw new Conflict("stale_page")
  await keep(ctx, held, "ticked")
}

/**
 * Keeps, once for each edition, that a person used the service while the policy takes that for acceptance. Nothing where it
 * does not, and nothing of whoever acts for somebody else: it is worded as what the policy says, never as their consent.
 */
export async function noteUse(ctx: Ctx<SubjectActor>): Promise<void> {
  if (!may(ctx.actor, "edition.accept")) return
  const held = await inForce(ctx.db)
  if (held.policy.acceptance?.how === "deemed") await keep(ctx, held, "deemed")
}

async function keep(ctx: Ctx<SubjectActor>, held: InForce, how: How): Promise<void> {
  const { subjectId, locale } = ctx.actor
  const { edition, policy } = held
  const { subjectId: whose, editionId, how: by } = editionAcceptances
  const there = await ctx.db
    .select({ id: editionAcceptances.id })
    .from(editionAcceptances)
    .where(and(eq(whose, subjectId), eq(editionId, edition.id), eq(by, how)))
  if (there.length > 0) return
  const id = randomUUID()
  const textHash = hashOf({ words: policy.acceptance?.text[locale], policy })
  const payload = { edition: edition.number, how, text: textHash.toString("hex"), language: locale }
  const ledgerId = await record(ctx, "edition.accepted", { subjectId, object: id, payload })
  const row = { id, subjectId, editionId: edition.id, how, textHash, language: locale, ledgerId, at: ctx.now }
  await ctx.db.insert(editionAcceptances).values(row)
}

/**
 * What is kept of somebody who just signed in: their use, or, at sign-up, the box they ticked for the edition with this
 * number. Nothing of the staff, and nothing while a second step is awaited.
 */
export async function keepAcceptance(house: House, token: string, ticked: number | null): Promise<void> {
  const answer = await whoIs(house, token)
  if (answer.is !== "actor" || answer.signed.actor.kind !== "subject") return
  const signed = { actor: answer.signed.actor, token }
  await asSigned(house, signed, randomUUID(), async (ctx) => {
    if (ticked === null) await noteUse(ctx)
    else await acceptEdition(ctx, ticked)
  })
}
