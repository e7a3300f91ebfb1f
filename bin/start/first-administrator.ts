import { drizzle } from "drizzle-orm/node-postgres"
import pg from "pg"
import { normalEmail } from "@/lib/people/identifiers"
import { inviteStaff } from "@/lib/people/invitations"
import { withHouse } from "../commands/owner"
import type { Deployment } from "./deployment"

/**
 * While a deployment outside the demo has no staff, every start makes a one-time link for the first administrator.
 * Returns the link, or null when there is staff already.
 */
export async function firstAdministratorLink(deployment: Deployment): Promise<string | null> {
  const owner = new pg.Pool({ connectionString: deployment.ownerUrl, max: 1 })
  try {
    const { rowCount } = await owner.query("select 1 from staff limit 1")
    if (rowCount) return null
    const appUrl = deployment.env.APP_URL ?? ""
    const email = normalEmail(`administrator@${new URL(appUrl).hostname}`) ?? "administrator@portal.invalid"
    const invitee = { email, role: "administrator" as const, unit: "Administration", name: "Administrator" }
    const { token } = await withHouse(deployment, (house) =>
      inviteStaff(drizzle(owner), house.vault, invitee),
    )
    return `${appUrl}/invitation?token=${token}`
  } finally {
    await owner.end()
  }
}
