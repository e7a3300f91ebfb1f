import { randomUUID } from "node:crypto"
import { consentEvents } from "@/db/schema/consents"
import { atOnce } from "@/db/transaction"
import { consentWords, wordsHash } from "@/lib/consents/words"
import type { Ctx, Locale } from "@/lib/context"
import { enterErasure } from "@/lib/erasures/enter"
import { entryId } from "@/lib/ledger/record"
import { consentRegister, enterEach } from "@/lib/ledger/registers"
import type { ConsentEventKind, ConsentMethod } from "@/lib/letters/letter"
import { policyOfEdition } from "@/lib/policy/editions"
import type { Policy } from "@/lib/policy/schema"

type Columns = typeof consentEvents.$inferInsert

/** What happened to the consent to some operations of a purpose. `editionId`: under whose words, where that is known. */
export type ConsentAct = Pick<Columns, "subjectId" | "purpose" | "evidence" | "partId" | "at"> & {
  operations: readonly string[]
  event: ConsentEventKind
  method: ConsentMethod
  language: string
  editionId?: string | null
}

/** By these the person read the words themselves. */
const READ_BY_PERSON: readonly ConsentMethod[] = ["signed", "ticked"]

/**
 * Appends one event per operation to the person's consent history, each with its own entry in the ledger and the hash
 * of the words it was put in. Nothing in it is ever edited.
 */
export async function recordConsent(ctx: Ctx, { operations, ...act }: ConsentAct): Promise<void> {
  if (operations.length === 0) return
  const policy =
    act.editionId && READ_BY_PERSON.includes(act.method) ? await policyOfEdition(ctx.db, act.editionId) : null
  const rows = operations.map((operation) => ({
    ...{ id: randomUUID(), ledgerId: entryId(ctx.now), evidence: null, partId: null, editionId: null },
    ...act,
    at: act.at ?? ctx.now,
    operation,
    textHash: policy && hashOf(policy, act, operation),
  }))
  await atOnce([
    ctx.db.insert(consentEvents).values(rows),
    enterEach(ctx, consentRegister, rows),
    enterEnd(ctx, act, operations),
  ])
}

/** What ended stays ended when a back-up from before is restored. */
async function enterEnd(
  ctx: Ctx,
  { subjectId, purpose, event }: Pick<ConsentAct, "subjectId" | "purpose" | "event">,
  operations: readonly string[],
): Promise<void> {
  if (event !== "withdrawn" && event !== "expired") return
  const consent = { purpose, operations: [...operations], event }
  await enterErasure(ctx, { subjectId, kind: "consent_ended", body: { consent } })
}

function hashOf(policy: Policy, { purpose, language }: Omit<ConsentAct, "operations">, operation: string) {
  // The column takes any text; the portal writes its own three languages alone.
  const words = consentWords(policy, purpose, operation, language as Locale)
  return words && wordsHash(words)
}
