import { eq, type SQL } from "drizzle-orm"
import { holds } from "@/db/schema/holds"
import type { Ctx } from "@/lib/context"

/** A hold may be kept from the person; staff and the worker know of every one. */
export const knownTo = ({ actor }: Pick<Ctx, "actor">): SQL | undefined =>
  actor.kind === "subject" ? eq(holds.secret, false) : undefined
