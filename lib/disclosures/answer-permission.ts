import { and, eq } from "drizzle-orm"
import { disclosurePermissions } from "@/db/schema/disclosures"
import type { Ctx, Signed, SubjectActor } from "@/lib/context"
import { hashOfText, permissionText } from "@/lib/disclosures/permission-text"
import { myPermission } from "@/lib/disclosures/written-permissions"
import { Conflict, Forbidden, Invalid, NotAllowedNow } from "@/lib/errors"
import type { OpenHouse } from "@/lib/house"
import { record } from "@/lib/ledger/record"
import { isPasswordOf } from "@/lib/people/sign-in"
import { may } from "@/lib/permissions"
import { inForce } from "@/lib/policy/editions"

/** Checks the password that signs, outside any transaction. Throws Invalid beside `password`, TooMany. */
export async function checkPassword(
  house: OpenHouse,
  { actor }: Signed<SubjectActor>,
  password: string,
): Promise<void> {
  if (!password) throw new Invalid({ password: { code: "required" } })
  if (!(await isPasswordOf(house, actor.accountId, password)))
    throw new Invalid({ password: { code: "wrong_password" } })
}

/**
 * The person signs the permission asked of them, over the very words they read (`textHash`, hex), or refuses it. Throws
 * Conflict `stale_page` when the words are others by now, NotAllowedNow where it was answered, Forbidden, NotFound.
 */
export async function answerPermission(
  ctx: Ctx<SubjectActor>,
  { permission, given, textHash }: { permission: string; given: boolean; textHash: string },
): Promise<string> {
  if (!may(ctx.actor, "permission.answer")) throw new Forbidden()
  const { policy } = await inForce(ctx.db)
  const asked = await myPermission(ctx, permission, policy.organisation.timezone)
  if (asked.state !== "asked" || asked.method !== "signed") throw new NotAllowedNow()
  const { subjectId, locale: language } = ctx.actor
  const hash = hashOfText(permissionText(policy, asked, language))
  if (given && hash.toString("hex") !== textHash) throw new Conflict("stale_page")
  if (given && !policy.signing.passwordAccepted) throw new NotAllowedNow()
  await ctx.db
    .update(disclosurePermissions)
    .set(given ? { givenAt: ctx.now, language, textHash: hash } : { refusedAt: ctx.now })
    .where(and(eq(disclosurePermissions.id, permission), eq(disclosurePermissions.subjectId, subjectId)))
  await record(ctx, given ? "permission.given" : "permission.refused", {
    subjectId,
    object: permission,
    payload: given ? { text: hash.toString("hex"), language } : {},
  })
  return permission
}
