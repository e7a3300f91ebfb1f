import { parseArgs } from "node:util"
import { drizzle } from "drizzle-orm/node-postgres"
import { unsubscribeLinks } from "@/lib/consents/unsubscribe-links"
import { csvCell } from "@/lib/copies/csv"
import { NotFound } from "@/lib/errors"
import { withHouse, withOwner } from "./owner"

export const LINKS_USAGE = `Prints the links by which people end the organisation's messages, for its mailer to put into them.

  npm run ukuk -- unsubscribe-links --purpose PURPOSE

  PURPOSE  a purpose with messages, such as marketing_own

A line of CSV for everybody the portal knows: source, customer, link. The link also takes the one-click of
mail programs: List-Unsubscribe: <LINK> and List-Unsubscribe-Post: List-Unsubscribe=One-Click (RFC 8058).
Uses DATABASE_URL, or the embedded server of UKUK_HOME. Exit 0: printed; 1: no such purpose; 2: wrong usage.`

const OPTIONS = { purpose: { type: "string" }, help: { type: "boolean", default: false } } as const

/** `unsubscribe-links`. Returns the exit code: 0 printed, 1 no such purpose, 2 wrong usage. */
export async function linksCommand(
  args: string[],
  env: NodeJS.ProcessEnv,
  out: (line: string) => void,
): Promise<0 | 1 | 2> {
  const asked = question(args)
  const purpose = asked?.values.purpose
  if (!asked || asked.values.help || !purpose) {
    out(LINKS_USAGE)
    return asked?.values.help ? 0 : 2
  }
  const line = (cells: readonly string[]) => out(cells.map(csvCell).join(","))
  try {
    return await withOwner(env, out, async (client, deployment) => {
      await withHouse(deployment, async (house) => {
        let first = true
        for await (const { source, customer, link } of unsubscribeLinks(house, drizzle(client), purpose)) {
          if (first) line(["source", "customer", "link"])
          first = false
          line([source, customer, link])
        }
      })
    })
  } catch (error) {
    if (!(error instanceof NotFound)) throw error
    out("The policy in force writes to people for no such purpose.")
    return 1
  }
}

function question(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS })
  } catch {
    // An unknown option: the usage answers it.
    return null
  }
}
