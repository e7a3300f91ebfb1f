import { and, eq, exists, inArray, isNull, or, type SQL } from "drizzle-orm"
import type { PgColumn } from "drizzle-orm/pg-core"
import { sourceIdentities } from "@/db/schema/people"
import { noticeRuns, runPeople } from "@/db/schema/runs"
import type { Ctx, SubjectActor } from "@/lib/context"

/** Whether a notice of this kind about `object` was made to the person, or to whom a source knew before they had an account. */
export function wasTold(
  { db, actor }: Ctx<SubjectActor>,
  kind: "breach" | "disclosure",
  object: PgColumn,
): SQL {
  const { hash, subjectId, until } = sourceIdentities
  const known = db
    .select({ hash })
    .from(sourceIdentities)
    .where(and(eq(subjectId, actor.subjectId), isNull(until)))
  const theirs = or(eq(runPeople.subjectId, actor.subjectId), inArray(runPeople.ref, known))
  return exists(
    db
      .select({ id: noticeRuns.id })
      .from(noticeRuns)
      .innerJoin(runPeople, eq(runPeople.runId, noticeRuns.id))
      .where(and(eq(noticeRuns.kind, kind), eq(noticeRuns.object, object), theirs)),
  )
}
