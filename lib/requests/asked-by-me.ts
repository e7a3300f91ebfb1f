import { and, eq, isNull, type SQL } from "drizzle-orm"
import { requests } from "@/db/schema/requests"
import type { SubjectActor } from "@/lib/context"

/**
 * The person's requests, but for those a secrecy ground withholds from them; for whoever acts for them, those asked under
 * the same authority alone.
 */
export const askedByMe = ({ subjectId, mandate }: SubjectActor): SQL | undefined =>
  and(
    eq(requests.subjectId, subjectId),
    isNull(requests.secrecy),
    mandate ? eq(requests.mandateId, mandate.id) : undefined,
  )
