import "server-only"
import { redirect } from "next/navigation"
import { currentInForce } from "@/app/_server/policy"
import { signedSubject } from "@/app/_server/session"
import type { Signed, SubjectActor } from "@/lib/context"
import { may } from "@/lib/permissions"
import { offeredRight } from "@/lib/policy/lookup"
import type { RightCode } from "@/lib/policy/rights-schema"

const SHOWS_DATA: readonly RightCode[] = ["access", "copy", "portability", "rectification"]

/**
 * Who is signed in, where this right's page is open to them. Whoever acts for another without authority for it, or has
 * not fully shown who they are where data would be seen, is led to the page that says why and what to do.
 */
export async function openTo(right: RightCode): Promise<Signed<SubjectActor>> {
  const signed = await signedSubject()
  const { mandate } = signed.actor
  if (mandate && !offeredRight((await currentInForce()).policy, right, mandate))
    redirect("/cabinet/not-open?why=authority")
  if (SHOWS_DATA.includes(right) && !may(signed.actor, "data.read")) redirect("/cabinet/not-open")
  return signed
}
