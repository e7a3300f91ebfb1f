import { sql } from "drizzle-orm"
import type { Ctx, StaffActor, SubjectActor } from "@/lib/context"
import { Forbidden, NotFound } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { type KindOfDevice, readDevice } from "@/lib/people/device"
import { devicePlace } from "@/lib/people/sessions"
import { may } from "@/lib/permissions"

export type OwnSession = {
  id: string
  createdAt: Date
  seenAt: Date
  /** Null for a session opened before devices were noted. */
  device: KindOfDevice | null
  /** The one that asks. */
  here: boolean
}

type Row = { id: string; created_at: string; seen_at: string; device: Buffer | null; here: boolean }

/** The sessions of the signed-in account that are still good, newest first. */
export async function listOwnSessions(ctx: Ctx<SubjectActor | StaffActor>): Promise<OwnSession[]> {
  const { rows } = await ctx.db.execute<Row>(sql`select * from guard.own_sessions()`)
  return rows.map(({ id, device, here, ...at }) => ({
    ...{ id, here, createdAt: new Date(at.created_at), seenAt: new Date(at.seen_at) },
    device: device && readDevice(ctx.vault.openOwn(devicePlace(id), device)),
  }))
}

/**
 * Ends one of one's own sessions, or all others at once. Whoever holds it is nobody from then on. Throws NotFound for a
 * session that is over or somebody else's, Forbidden.
 */
export async function endOwnSessions(
  ctx: Ctx<SubjectActor | StaffActor>,
  only: string | null,
): Promise<{ ended: number }> {
  if (!may(ctx.actor, "session.end")) throw new Forbidden()
  const { rows } = await ctx.db.execute<{ ended: number }>(
    sql`select guard.end_own_sessions(${only}::uuid) as ended`,
  )
  const ended = rows[0]?.ended ?? 0
  if (only && ended === 0) throw new NotFound()
  if (ended > 0)
    await record(ctx, "account.sessions_ended", {
      ...{ subjectId: ownSubject(ctx), object: ctx.actor.accountId },
      payload: { ended },
    })
  return { ended }
}

/** Whose case file an act on the own account belongs to: nobody's for staff, nor while acting for another. */
export function ownSubject({ actor }: Ctx<SubjectActor | StaffActor>): string | null {
  return actor.kind === "subject" && !actor.mandate ? actor.subjectId : null
}
