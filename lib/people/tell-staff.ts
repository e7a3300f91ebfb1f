import { sql } from "drizzle-orm"
import type { Ctx, Locale, StaffRole, SystemActor } from "@/lib/context"
import { enqueueNotice } from "@/lib/notices/enqueue"
import type { Template } from "@/lib/notices/templates"
import { staffLoginPlace } from "@/lib/people/invitations"

type Colleague = { account_id: string; locale: Locale; login: Buffer }

/** Writes to every colleague of a role, in their language, with a link to where it is to be seen. */
export async function tellStaff(
  ctx: Ctx<SystemActor>,
  role: StaffRole,
  template: Template,
  path: string,
): Promise<void> {
  const { rows } = await ctx.db.execute<Colleague>(
    sql`select account_id, locale, login from guard.staff_addresses(${role})`,
  )
  for (const { account_id: keyOwner, locale: language, login } of rows) {
    const to = { kind: "email" as const, value: ctx.vault.openOwn(staffLoginPlace(keyOwner), login) }
    await enqueueNotice(ctx, { subjectId: null, keyOwner, template, language, to, parameters: { path } })
  }
}
