import { and, desc, eq } from "drizzle-orm"
import { breaches } from "@/db/schema/breaches"
import type { Ctx, SubjectActor } from "@/lib/context"
import type { Day } from "@/lib/deadlines/day"
import { Forbidden, NotFound } from "@/lib/errors"
import { may } from "@/lib/permissions"
import { pinned } from "@/lib/policy/editions"
import type { BreachType, Policy } from "@/lib/policy/schema"
import { wasTold } from "@/lib/runs/was-told"

/** A breach that touched the person, as they are told of it; `policy` is the edition it was recorded under. */
export type MyBreach = {
  number: string
  type: BreachType
  happenedFrom: Day
  happenedTo: Day
  foundOn: Day
  categories: string[]
  toldOn: Date | null
  policy: Policy
}

const shown = {
  number: breaches.number,
  editionId: breaches.editionId,
  profileId: breaches.profileId,
  calendarId: breaches.calendarId,
  dataMapId: breaches.dataMapId,
  type: breaches.type,
  happenedFrom: breaches.happenedFrom,
  happenedTo: breaches.happenedTo,
  foundOn: breaches.foundOn,
  categories: breaches.categories,
  toldOn: breaches.releasedAt,
}

/** The breaches that touched the person, newest first: those a notice to them was made of. */
export async function listMyBreaches(ctx: Ctx<SubjectActor>, number?: string): Promise<MyBreach[]> {
  if (!may(ctx.actor, "breach.told")) throw new Forbidden()
  const rows = await ctx.db
    .select(shown)
    .from(breaches)
    .where(
      and(
        wasTold(ctx, "breach", breaches.id),
        ...(number === undefined ? [] : [eq(breaches.number, number)]),
      ),
    )
    .orderBy(desc(breaches.releasedAt))
  return Promise.all(
    rows.map(async ({ editionId, profileId, calendarId, dataMapId, type, ...row }) => {
      const { policy } = await pinned(ctx.db, { editionId, profileId, calendarId, dataMapId })
      const found = policy.breaches?.find(({ code }) => code === type)
      if (!found) throw new Error("the breach is of no type its policy has")
      return { ...row, type: found, policy }
    }),
  )
}

/** One of them. Throws NotFound for every other number. */
export async function readMyBreach(ctx: Ctx<SubjectActor>, number: string): Promise<MyBreach> {
  const [found] = await listMyBreaches(ctx, number)
  if (!found) throw new NotFound()
  return found
}
