import { and, eq, type SQL } from "drizzle-orm"
import { requests } from "@/db/schema/requests"
import type { SubjectActor } from "@/lib/context"

/** The person's requests; for whoever acts for them, those asked under the same authority alone. */
export const askedByMe = ({ subjectId, mandate }: SubjectActor): SQL | undefined =>
  and(eq(requests.subjectId, subjectId), mandate ? eq(requests.mandateId, mandate.id) : undefined)
