import { and, eq } from "drizzle-orm"
import { letters } from "@/db/schema/letters"
import { requests } from "@/db/schema/requests"
import { signingIntents } from "@/db/schema/sign-in"
import type { Ctx, SubjectActor } from "@/lib/context"
import { isUuid } from "@/lib/format/uuid"
import type { Letter } from "@/lib/letters/letter"
import type { Draft } from "@/lib/requests/signing"

/** What was prepared, whatever became of it. `over`: too old, or the password was wrong too often. */
export type Prepared = {
  state: "open" | "used" | "over"
  draft: Draft
  letter: Letter
  expiresAt: Date
  codeSent: boolean
}

/** What the person prepared under this id, so that a page that came too late still knows what they had chosen; or null. */
export async function draftOf(ctx: Ctx<SubjectActor>, id: string | undefined): Promise<Prepared | null> {
  if (!id || !isUuid(id)) return null
  const { subjectId, accountId } = ctx.actor
  const mine = and(
    eq(signingIntents.id, id),
    eq(signingIntents.subjectId, subjectId),
    eq(signingIntents.accountId, accountId),
  )
  const rows = await ctx.db.select().from(signingIntents).where(mine)
  const row = rows[0]
  if (!row) return null
  const open = async <T>(place: string, cell: Buffer) => {
    const plain = await ctx.vault.open(
      { id: row.subjectId, purpose: "case" },
      `signing_intents.${place}|${id}`,
      cell,
    )
    return JSON.parse(plain.toString()) as T
  }
  const draft = await open<Draft>("draft", row.draft)
  if (draft.mandate !== ctx.actor.mandate?.id) return null
  const live = row.state === "open" && row.expiresAt > ctx.now
  return {
    state: row.state === "used" ? "used" : live ? "open" : "over",
    draft,
    letter: await open<Letter>("document", row.document),
    expiresAt: row.expiresAt,
    codeSent: row.codeHash !== null,
  }
}

/** What was prepared under this id, and the number of the request that it was signed as; null for what is not there. */
export async function intentSoFar(
  ctx: Ctx<SubjectActor>,
  id: string,
): Promise<{ prepared: Prepared | null; number: string | null }> {
  const prepared = await draftOf(ctx, id)
  return { prepared, number: prepared ? await signedAs(ctx, id) : null }
}

async function signedAs(ctx: Ctx<SubjectActor>, intentId: string): Promise<string | null> {
  const rows = await ctx.db
    .select({ number: requests.number })
    .from(letters)
    .innerJoin(requests, eq(requests.id, letters.requestId))
    .where(and(eq(letters.intentId, intentId), eq(letters.subjectId, ctx.actor.subjectId)))
  return rows[0]?.number ?? null
}
