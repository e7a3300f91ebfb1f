import path from "node:path"
import { parseArgs } from "node:util"
import { drizzle } from "drizzle-orm/node-postgres"
import type pg from "pg"
import { checkPolicy } from "@/lib/policy/check"
import type { PolicyFolder } from "@/lib/policy/lookup"
import { changedIn, publishPolicy } from "@/lib/policy/publish-folder"
import { faultLine } from "@/lib/policy/read"
import type { Fault } from "@/lib/policy/yaml-source"
import type { DataMap } from "@/lib/sources/map-schema"
import { readDataMap } from "@/lib/sources/read-map"
import { withOwner } from "./owner"

export const PUBLISH_USAGE = `Publishes a policy folder, the operator's way: what changed is in force at once and told to nobody.

  npm run ukuk -- policy publish DIR [--reason TEXT]

  DIR            a folder with policy.yaml and data-map.yaml
  --reason TEXT  why it is put in force at once; asked for where there is an edition already, and kept with the new one. The
                 way people are told beforehand is a draft: see policy draft, and the page /admin/policy

Uses DATABASE_URL, or the embedded server of UKUK_HOME. Exit 0: published, or nothing had changed; 1: the folder has
faults, a reason is missing, or an edition is announced and has to come into force first; 2: wrong usage.`

const OPTIONS = { reason: { type: "string" }, help: { type: "boolean", default: false } } as const
const LEAST_REASON = 10

/** `policy publish DIR`. Returns the exit code: 0 published or unchanged, 1 not to be published, 2 wrong usage. */
export async function publishCommand(
  args: string[],
  env: NodeJS.ProcessEnv,
  out: (line: string) => void,
): Promise<0 | 1 | 2> {
  const asked = question(args)
  const [dir, ...more] = asked?.positionals ?? []
  if (!asked || !dir || more.length > 0 || asked.values.help) {
    out(PUBLISH_USAGE)
    return asked?.values.help ? 0 : 2
  }
  const read = await readFolder(path.resolve(dir))
  if (!read.dataMap) {
    for (const fault of read.faults) out(faultLine(fault))
    return 1
  }
  const reason = asked.values.reason?.trim() ?? ""
  let refused = false
  const ended = await withOwner(env, out, async (client) => {
    const why = await whyNot(client, read, reason)
    refused = why !== null
    if (why) return out(why)
    const number = await publishFolder(client, read, { reason })
    out(`${read.folder.policy.code}: edition ${number} is in force.`)
  })
  return refused ? 1 : ended
}

function question(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true })
  } catch {
    // An unknown option: the usage answers it.
    return null
  }
}

/** Why a folder is not put in force at once; null when it may be. */
async function whyNot(client: pg.Client, { folder, dataMap }: SoundFolder, reason: string) {
  const changed = (await changedIn(drizzle(client), folder, dataMap)).filter(({ last }) => last)
  const waits = changed.find(({ last }) => last?.announced)
  if (waits) return `An edition of the ${TITLES[waits.kind]} is announced: it has to come into force first.`
  if (changed.length === 0 || reason.length >= LEAST_REASON) return null
  const what = changed.map(({ kind }) => TITLES[kind]).join(", ")
  return `This puts a new edition (${what}) in force at once, told to nobody: say why with --reason.`
}

const TITLES = {
  policy: "policy",
  data_map: "data map",
  profile: "legal profile",
  calendar: "calendar",
} as const

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
export async function publishFolder(
  client: pg.Client,
  { folder, dataMap }: SoundFolder,
  how: Parameters<typeof publishPolicy>[3],
): Promise<number> {
  await client.query("begin")
  const number = await publishPolicy(drizzle(client), folder, dataMap, how)
  await client.query("commit")
  return number
}
