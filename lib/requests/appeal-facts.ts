import { and, desc, eq, isNotNull, sql } from "drizzle-orm"
import { planOperations, plans } from "@/db/schema/fulfilment"
import { letters } from "@/db/schema/letters"
import { requestParts, requests } from "@/db/schema/requests"
import type { Ctx, Locale } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { NotFound } from "@/lib/errors"
import type { Appealed } from "@/lib/letters/appeal-letter"
import { groundInLetter } from "@/lib/letters/grounded"
import type { DecidedAs } from "@/lib/letters/texts/shape"
import { type InForce, pinned } from "@/lib/policy/editions"
import { category, ground, purpose, right, textIn } from "@/lib/policy/lookup"
import type { Status } from "@/lib/requests/machine"
import type { PartScope } from "@/lib/requests/scope"

/** What was asked and what became of it, in the language of a letter: the ready text of an appeal or a complaint. */
export type AppealFacts = Appealed & {
  part: string
  /** The grounds as machines read them: the code, and its justification in the W3C Data Privacy Vocabulary, if any. */
  codes: string[]
}

type Standing = { status: Status; outcome: string | null }

/** As what a part stands for whoever appeals against it. */
export function decidedAs({ status, outcome }: Standing): DecidedAs {
  if (status === "refused" || status === "deferred" || status === "lapsed") return status
  if (status !== "fulfilled") return "overdue"
  const answered = ["partly", "answered", "upheld", "partly_upheld", "not_upheld"] as const
  return answered.find((each) => each === outcome) ?? "done"
}

/** The facts of a part the actor may see, in `language`. Throws NotFound. */
export async function appealFacts(ctx: Ctx, partId: string, language: Locale): Promise<AppealFacts> {
  const rows = await ctx.db
    .select({ part: requestParts, number: requests.number })
    .from(requestParts)
    .innerJoin(requests, eq(requests.id, requestParts.requestId))
    .where(eq(requestParts.id, partId))
  const [row] = rows
  if (!row?.number) throw new NotFound()
  const { part, number } = row
  const inForce = await pinned(ctx.db, part)
  const scope = part.scope as PartScope
  const zone = inForce.policy.organisation.timezone
  const answered = await answeredAt(ctx, partId)
  const codes = part.ground ? [part.ground] : await keptOn(ctx, partId)
  return {
    part: partId,
    number,
    receivedOn: dayIn(part.receivedAt, zone),
    right: textIn(right(inForce.policy, scope.right).title, language),
    what: scopeIn(inForce, scope, language),
    decided: decidedAs({ status: part.status as Status, outcome: part.outcome }),
    decidedOn: answered && dayIn(answered, zone),
    dueOn: part.dueOn,
    grounds: codes.map((code) => groundInLetter(inForce, code, language)),
    codes: codes.map((code) => [code, ground(inForce, code).dpv].filter(Boolean).join(" = ")),
  }
}

async function answeredAt(ctx: Ctx, partId: string): Promise<Date | null> {
  const rows = await ctx.db
    .select({ at: letters.createdAt })
    .from(letters)
    .where(and(eq(letters.partId, partId), eq(letters.direction, "out")))
    .orderBy(desc(letters.createdAt))
    .limit(1)
  return rows[0]?.at ?? null
}

/** The grounds on which the newest plan keeps something or lets it go on. */
async function keptOn(ctx: Ctx, partId: string): Promise<string[]> {
  const newest = sql`${planOperations.planId} = (select id from ${plans} where part_id = ${partId} order by version desc limit 1)`
  const rows = await ctx.db
    .selectDistinct({ ground: planOperations.ground })
    .from(planOperations)
    .where(and(newest, isNotNull(planOperations.ground)))
    .orderBy(planOperations.ground)
  return rows.flatMap(({ ground }) => ground ?? [])
}

/** What a part is about, by title; null where its right says it all. */
export function scopeIn(
  { policy }: Pick<InForce, "policy">,
  scope: PartScope,
  language: Locale,
): string | null {
  const categories = (codes: readonly string[]) =>
    codes.map((code) => textIn(category(policy, code).title, language)).join("; ")
  const purposes = (codes: readonly string[]) =>
    codes.map((code) => textIn(purpose(policy, code).title, language)).join("; ")
  if ("categories" in scope) return categories(scope.categories) || null
  if ("category" in scope) return categories([scope.category])
  if ("purposes" in scope) return purposes(scope.purposes.map((each) => each.purpose)) || null
  return "about" in scope ? purposes(scope.about) || null : null
}
