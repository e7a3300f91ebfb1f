import path from "node:path"
import { drizzle } from "drizzle-orm/node-postgres"
import { checkPolicy } from "@/lib/policy/check"
import { publishPolicy } from "@/lib/policy/editions"
import { faultLine } from "@/lib/policy/read"
import { readDataMap } from "@/lib/sources/read-map"
import { withOwner } from "./owner"

export const PUBLISH_USAGE = `Publishes a policy folder: what changed since the last publication becomes a new edition.

  npm run ukuk -- policy publish DIR

  DIR  a folder with policy.yaml and data-map.yaml

Uses DATABASE_URL, or the embedded server of UKUK_HOME. Exit 0: published, or nothing had changed; 1: the folder has
faults; 2: wrong usage.`

/** `policy publish DIR`. Returns the exit code: 0 published or unchanged, 1 faults found, 2 wrong usage. */
export async function publishCommand(
  args: string[],
  env: NodeJS.ProcessEnv,
  out: (line: string) => void,
): Promise<0 | 1 | 2> {
  const [dir, ...more] = args
  if (!dir || dir.startsWith("-") || more.length > 0) {
    out(PUBLISH_USAGE)
    return dir === "--help" ? 0 : 2
  }
  const { folder, faults } = await checkPolicy(path.resolve(dir))
  const map = folder ? await readDataMap(path.resolve(dir), folder.policy) : null
  const all = folder ? (map?.faults ?? []) : faults
  if (!folder || !map?.dataMap) {
    for (const fault of all) out(faultLine(fault))
    return 1
  }
  const { dataMap } = map
  return withOwner(env, out, async (client) => {
    await client.query("begin")
    const number = await publishPolicy(drizzle(client), folder, dataMap)
    await client.query("commit")
    out(`${folder.policy.code}: edition ${number} is in force.`)
  })
}
