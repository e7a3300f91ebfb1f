import "server-only"
import { redirect } from "next/navigation"
import { cache } from "react"
import { z } from "zod"
import { staffHouse } from "@/app/_server/house"
import { missing } from "@/app/_server/missing"
import { asStaff, signedStaff } from "@/app/_server/session"
import type { StaffActor } from "@/lib/context"
import { pseudonyms } from "@/lib/oversight/find-people"
import { findOpenView, type OpenView } from "@/lib/oversight/queries"
import { isRefusedView } from "@/lib/oversight/refuse-view"
import { may } from "@/lib/permissions"
import { openReading, type Reading } from "@/lib/records/reading"

const isId = (id: unknown): id is string => z.uuid().safeParse(id).success

/** The view under which the signed-in member of staff may see this person now; null: the reason has to be given. */
export const openView = cache(async (id: string, view: unknown): Promise<OpenView | null> => {
  const { actor } = await signedStaff()
  if (!may(actor, "person.find") || !isId(id)) missing()
  const found = await asStaff(async (ctx) => {
    const [known] = await pseudonyms(ctx, [id])
    if (!known) missing()
    if (await isRefusedView(ctx, { subjectId: id })) return "refused"
    return isId(view) ? findOpenView(ctx, id, view) : null
  })
  return found === "refused" ? redirect("/admin/barred") : found
})

/** The person's records, only ever after `openView` gave a view. */
export async function readingUnder(_view: OpenView, id: string): Promise<Reading> {
  return openReading(staffHouse(), await signedStaff(), id)
}

/** Hidden values open in full to an officer who works on the person's request, and to nobody else (rule 18). */
export const seesInFull = (actor: StaffActor, view: OpenView): boolean =>
  actor.role === "officer" && view.requestId !== null
