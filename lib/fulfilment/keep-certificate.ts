import { randomUUID } from "node:crypto"
import { eq, sql } from "drizzle-orm"
import { certificates } from "@/db/schema/fulfilment"
import { atOnce } from "@/db/transaction"
import type { Ctx } from "@/lib/context"
import { record } from "@/lib/ledger/record"
import { keepLetter } from "@/lib/letters/keep-letter"
import type { Letter } from "@/lib/letters/letter"
import type { InForce } from "@/lib/policy/editions"
import type { Part } from "@/lib/requests/access"
import type { VerifyAnswer } from "@/lib/sources/operation"

type Sealing = {
  kind: "certificate" | "supplement"
  letter: Letter
  hash: Buffer
  /** What each source was found to hold; a supplement reads nothing anew. */
  findings: readonly VerifyAnswer[]
  /** The ids of the notices and readings whose outcome it tells for good. */
  tells: readonly string[]
}

/** Seals a certificate of a part, or a supplement to it, under the part's next number: `2026-000123/2`. */
export async function keepCertificate(
  ctx: Ctx,
  { part, inForce }: { part: Part; inForce: Pick<InForce, "edition"> },
  { kind, letter, hash, findings, tells }: Sealing,
): Promise<void> {
  const rows = await ctx.db
    .select({ n: sql<number>`count(*)::int` })
    .from(certificates)
    .where(eq(certificates.partId, part.id))
  const number = (rows[0]?.n ?? 0) + 1
  const [id, letterId] = [randomUUID(), randomUUID()]
  const { subjectId, requestId, id: partId } = part
  const sealed = await ctx.vault.seal(
    { id: subjectId, purpose: "case" },
    `certificates.findings|${id}`,
    JSON.stringify(findings),
  )
  const registration = `${part.number}/${number}`
  await atOnce([
    keepLetter(ctx, {
      ...{ id: letterId, subjectId, requestId, partId, kind, letter, registration },
      editionId: inForce.edition.id,
    }),
    ctx.db.insert(certificates).values({
      ...{ id, partId, subjectId, number, letterId, findings: sealed, hash },
      ...{ tells: [...tells], sealedAt: ctx.now },
    }),
    record(ctx, "certificate.sealed", { subjectId, object: id, payload: { number } }),
  ])
}
