import { and, desc, gt, isNull, sql } from "drizzle-orm"
import { sessions } from "@/db/schema/sign-in"
import type { Ctx, SubjectActor } from "@/lib/context"

/** When the person's sign-ins that are still good were opened and last used, newest first. */
export function listOpenSessions(ctx: Ctx<SubjectActor>): Promise<{ createdAt: Date; seenAt: Date }[]> {
  return ctx.db
    .select({ createdAt: sessions.createdAt, seenAt: sessions.seenAt })
    .from(sessions)
    .where(
      and(
        isNull(sessions.endedAt),
        gt(sessions.expiresAt, ctx.now),
        gt(sessions.seenAt, sql`${ctx.now}::timestamptz - interval '15 minutes'`),
      ),
    )
    .orderBy(desc(sessions.createdAt))
}
