import { and, asc, eq, gt, isNull, ne } from "drizzle-orm"
import { sourceIdentities, subjects } from "@/db/schema/people"
import type { Db } from "@/db/transaction"
import { messagePurposes } from "@/lib/consents/suppress"
import { unsubscribeLink } from "@/lib/consents/unsubscribe"
import type { House } from "@/lib/context"
import { NotFound } from "@/lib/errors"
import { inForce as inForceNow } from "@/lib/policy/editions"

const PAGE = 500

export type LinkOf = { source: string; customer: string; link: string }

/**
 * The unsubscribe links of everybody the portal knows, by the sources' own keys, for the organisation's mailer to put
 * into its messages. Read page by page with the owner's login. Throws NotFound for a purpose without messages.
 */
export async function* unsubscribeLinks(house: House, db: Db, purpose: string): AsyncGenerator<LinkOf> {
  if (!messagePurposes(await inForceNow(db)).some(({ code }) => code === purpose)) throw new NotFound()
  let after = "00000000-0000-0000-0000-000000000000"
  for (;;) {
    const rows = await db
      .select({
        id: sourceIdentities.id,
        subjectId: sourceIdentities.subjectId,
        source: sourceIdentities.source,
        value: sourceIdentities.value,
      })
      .from(sourceIdentities)
      .innerJoin(subjects, eq(subjects.id, sourceIdentities.subjectId))
      .where(
        and(
          gt(sourceIdentities.id, after),
          ne(sourceIdentities.source, "*"),
          isNull(sourceIdentities.until),
          isNull(subjects.erasedAt),
        ),
      )
      .orderBy(asc(sourceIdentities.id))
      .limit(PAGE)
    for (const { id, subjectId, source, value } of rows) {
      const owner = { id: subjectId, purpose: "data" } as const
      const customer = (await house.vault.open(owner, `source_identities.value|${id}`, value)).toString()
      yield { source, customer, link: unsubscribeLink(house, { subjectId, purpose }) }
    }
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) return
    after = last.id
  }
}
