import { eq } from "drizzle-orm"
import { requests } from "@/db/schema/requests"
import type { Ctx, Locale } from "@/lib/context"
import { NotFound } from "@/lib/errors"
import type { Demand } from "@/lib/letters/authority-letter"
import { citations } from "@/lib/letters/grounded"
import type { Ground } from "@/lib/letters/letter"
import type { InForce } from "@/lib/policy/editions"
import { category, purpose, textIn } from "@/lib/policy/lookup"
import type { Policy, TransferGround } from "@/lib/policy/schema"
import type { PartScope } from "@/lib/requests/scope"

/** What a state body's document says, as staff entered it: sealed with the request. `ground` is the policy's code. */
export type Authority = Demand & { whom: string; ground: string; block: boolean }

type Request = { subjectId: string; requestId: string }

const place = (requestId: string) => `requests.authority|${requestId}`

/** Seals it under the case-file key of the person it is about. */
export const sealAuthority = (
  ctx: Ctx,
  { subjectId, requestId }: Request,
  authority: Authority,
): Promise<Buffer> =>
  ctx.vault.seal({ id: subjectId, purpose: "case" }, place(requestId), JSON.stringify(authority))

/** What was entered of a state body's request. Throws NotFound for a request of somebody else. */
export async function authorityOf(ctx: Ctx, { subjectId, requestId }: Request): Promise<Authority> {
  const rows = await ctx.db
    .select({ cell: requests.authority })
    .from(requests)
    .where(eq(requests.id, requestId))
  const cell = rows[0]?.cell
  if (!cell) throw new NotFound()
  const plain = await ctx.vault.open({ id: subjectId, purpose: "case" }, place(requestId), cell)
  return JSON.parse(plain.toString()) as Authority
}

/** The grounds of the policy on which data may go to a state body. */
export const authorityGrounds = ({ transferGrounds }: Pick<Policy, "transferGrounds">): TransferGround[] =>
  transferGrounds.filter(({ requires }) => requires === "authority_request")

/** One of them with its clause, as letters print it. */
export function transferGroundInLetter(inForce: InForce, code: string, language: Locale): Ground {
  const found = authorityGrounds(inForce.policy).find((each) => each.code === code)
  if (!found) throw new NotFound()
  return {
    title: textIn(found.title, language),
    cites: citations(inForce, { clause: found.clause }, language),
  }
}

/** What a request in words is about, by title: categories a state body asks for, purposes in any other. */
export function aboutTitles(
  { policy }: Pick<InForce, "policy">,
  scope: Extract<PartScope, { about: string[] }>,
  language: Locale,
): string[] {
  const titled = (code: string) =>
    scope.right === "authority_request" ? category(policy, code) : purpose(policy, code)
  return scope.about.map((code) => textIn(titled(code).title, language))
}
