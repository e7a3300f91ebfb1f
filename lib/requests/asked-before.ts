import { and, eq } from "drizzle-orm"
import { requestParts, requests } from "@/db/schema/requests"
import type { Ctx, SubjectActor } from "@/lib/context"
import { isUuid } from "@/lib/format/uuid"
import { askedByMe } from "@/lib/requests/asked-by-me"
import { draftOf } from "@/lib/requests/draft-of"
import type { PartScope } from "@/lib/requests/scope"
import type { Demanded } from "@/lib/requests/signing"
import { wordsOf } from "@/lib/requests/words-in"

/**
 * What the person chose and wrote before, so that a form begins with it: in a draft, or in an earlier request of theirs
 * that was closed. `again` is the id of either; null for what is not theirs.
 */
export async function askedBefore(
  ctx: Ctx<SubjectActor>,
  again: string | undefined,
): Promise<{ scope: PartScope; words: string; demanded?: Demanded | undefined } | null> {
  if (!again || !isUuid(again)) return null
  const prepared = await draftOf(ctx, again)
  if (prepared) {
    const { scope, words = "", demanded } = prepared.draft
    return { scope, words, demanded }
  }
  const rows = await ctx.db
    .select({ scope: requestParts.scope })
    .from(requestParts)
    .innerJoin(requests, eq(requests.id, requestParts.requestId))
    .where(and(eq(requestParts.id, again), askedByMe(ctx.actor)))
  if (!rows[0]) return null
  return { scope: rows[0].scope as PartScope, words: (await wordsOf(ctx, again)) ?? "" }
}
