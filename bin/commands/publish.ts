import path from "node:path"
import { drizzle } from "drizzle-orm/node-postgres"
import type pg from "pg"
import { checkPolicy } from "@/lib/policy/check"
import { publishPolicy } from "@/lib/policy/editions"
import type { PolicyFolder } from "@/lib/policy/lookup"
import { faultLine } from "@/lib/policy/read"
import type { Fault } from "@/lib/policy/yaml-source"
import type { DataMap } from "@/lib/sources/map-schema"
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
  const read = await readFolder(path.resolve(dir))
  if (!read.dataMap) {
    for (const fault of read.faults) out(faultLine(fault))
    return 1
  }
  return withOwner(env, out, async (client) => {
    const number = await publishFolder(client, read)
    out(`${read.folder.policy.code}: edition ${number} is in force.`)
  })
}

export type SoundFolder = { folder: PolicyFolder; dataMap: DataMap; faults: [] }

/** A policy folder with its data map, or everything that is wrong with the two. */
export async function readFolder(
  dir: string,
): Promise<SoundFolder | { dataMap: undefined; faults: Fault[] }> {
  const { folder, faults } = await checkPolicy(dir)
  if (!folder) return { dataMap: undefined, faults }
  const read = await readDataMap(dir, folder.policy)
  return read.dataMap ? { folder, dataMap: read.dataMap, faults: [] } : read
}

/** Publishes what changed, in one transaction of the owner's. Returns the number of the policy's edition. */
export async function publishFolder(client: pg.Client, { folder, dataMap }: SoundFolder): Promise<number> {
  await client.query("begin")
  const number = await publishPolicy(drizzle(client), folder, dataMap)
  await client.query("commit")
  return number
}
