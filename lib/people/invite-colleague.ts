import { eq } from "drizzle-orm"
import { accountLogins } from "@/db/schema/people"
import type { Ctx, StaffActor, StaffRole } from "@/lib/context"
import { Forbidden, Invalid, type MessageRef } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { normalEmail } from "@/lib/people/identifiers"
import { inviteStaff } from "@/lib/people/invitations"
import { may } from "@/lib/permissions"

export const staffRoles = ["officer", "approver", "steward", "administrator", "auditor"] as const

export type EnteredColleague = { email: string; role: string; name: string; unit: string; outside: boolean }

const LONGEST = 100

/**
 * An administrator invites a colleague, or an approver from outside the organisation. Returns the token of the link,
 * which is used once within a day. Throws Invalid beside `email`, `role`, `name`, `unit`, `outside`, Forbidden.
 */
export async function inviteColleague(ctx: Ctx<StaffActor>, entered: EnteredColleague): Promise<string> {
  if (!may(ctx.actor, "staff.manage")) throw new Forbidden()
  const email = normalEmail(entered.email)
  const role: StaffRole | undefined = staffRoles.find((code) => code === entered.role)
  const fields: Record<string, MessageRef> = {}
  if (!email) fields.email = { code: entered.email.trim() ? "email_shape" : "required" }
  else if (await isTaken(ctx, email)) fields.email = { code: "contact_taken" }
  if (!role) fields.role = { code: "choose_one" }
  else if (entered.outside && role !== "approver") fields.outside = { code: "outside_approves" }
  for (const name of ["name", "unit"] as const) {
    const text = entered[name].trim()
    if (!text) fields[name] = { code: "required" }
    else if (text.length > LONGEST) fields[name] = { code: "too_long", values: { max: LONGEST } }
  }
  if (!email || !role || Object.keys(fields).length > 0) throw new Invalid(fields)
  const { token, accountId } = await inviteStaff(ctx.db, ctx.vault, {
    ...{ email, role, outside: entered.outside },
    ...{ name: entered.name.trim(), unit: entered.unit.trim() },
  })
  await record(ctx, "staff.invited", { subjectId: null, object: accountId, payload: { role } })
  return token
}

async function isTaken(ctx: Ctx, email: string): Promise<boolean> {
  const rows = await ctx.db
    .select({ id: accountLogins.id })
    .from(accountLogins)
    .where(eq(accountLogins.hash, ctx.vault.hash("email", email)))
  return rows.length > 0
}
