import { parseArgs } from "node:util"
import { drizzle } from "drizzle-orm/node-postgres"
import { z } from "zod"
import { Invalid } from "@/lib/errors"
import { inviteStaff } from "@/lib/people/invitations"
import { staffRoles } from "@/lib/people/invite-colleague"
import { withHouse, withOwner } from "./owner"

export const STAFF_USAGE = `Invites a member of staff: prints a link that is used once, within a day.

  npm run ukuk -- staff add --email EMAIL --role ROLE --name NAME --unit UNIT [--outside]

  ROLE  officer (handles), approver (second pair of eyes), steward (answers for a source), administrator, auditor
  UNIT  the part of the organisation people see, such as "Compliance"
  --outside  an approver from outside the organisation, who sees only what is put to them

Uses DATABASE_URL, or the embedded server of UKUK_HOME. Exit 0: invited; 1: it could not be done; 2: wrong usage.`

const OPTIONS = {
  email: { type: "string" },
  role: { type: "string" },
  name: { type: "string" },
  unit: { type: "string" },
  outside: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const

const Invitee = z
  .object({
    email: z.string().min(3).max(254),
    role: z.enum(staffRoles),
    name: z.string().min(1).max(100),
    unit: z.string().min(1).max(100),
    outside: z.boolean(),
  })
  .refine(({ role, outside }) => !outside || role === "approver", { path: ["outside"] })

/** `staff add`. Returns the exit code: 0 invited, 1 it could not be done, 2 wrong usage. */
export async function staffCommand(
  args: string[],
  env: NodeJS.ProcessEnv,
  out: (line: string) => void,
): Promise<0 | 1 | 2> {
  const asked = question(args)
  if (!asked || asked.values.help || asked.verb !== "add") {
    out(STAFF_USAGE)
    return asked?.values.help ? 0 : 2
  }
  const invitee = Invitee.safeParse(asked.values)
  if (!invitee.success) {
    for (const issue of invitee.error.issues)
      out(`--${issue.path.join(".")} is missing or wrong; see --help.`)
    return 2
  }
  try {
    return await withOwner(env, out, async (client, deployment) => {
      const { token } = await withHouse(deployment, (house) =>
        inviteStaff(drizzle(client), house.vault, invitee.data),
      )
      out(`${deployment.env.APP_URL}/invitation?token=${token}`)
    })
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    out("--email is not an e-mail address.")
    return 1
  }
}

function question(args: string[]) {
  try {
    const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true })
    return { values, verb: positionals[0] }
  } catch {
    // An unknown option: the usage answers it.
    return null
  }
}
