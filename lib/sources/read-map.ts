import { existsSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import type { Policy } from "@/lib/policy/schema"
import { type Fault, inOrder, shapeFaults, yamlSource } from "@/lib/policy/yaml-source"
import { mapFindings } from "./map-findings"
import { DataMap } from "./map-schema"

const HINTS: Record<string, string> = {
  connection: 'add "connection" with the name of the environment variable that holds the address',
  primaryKey: 'add "primaryKey" with the columns that name a row',
  subject: 'add "subject" with the column that says whose the row is',
  category: 'add "category" with a code of the policy',
  origin: 'add "origin" with the code of who gave the data',
}

/** Either the data map, or everything that is wrong with it in reading order. */
type ReadMap = { dataMap: DataMap; faults: [] } | { dataMap: undefined; faults: Fault[] }

/**
 * Reads `data-map.yaml` in a policy's folder and checks it against the policy: syntax, shape, references both ways.
 * Throws only when the file exists and cannot be read.
 */
export async function readDataMap(dir: string, policy: Policy): Promise<ReadMap> {
  const file = join(dir, "data-map.yaml")
  if (!existsSync(file)) {
    const reason = "There is no data-map.yaml here: say where the categories of the policy are held."
    return { dataMap: undefined, faults: [{ file, line: 1, column: 1, path: "", reason }] }
  }
  const source = yamlSource(file, await readFile(file, "utf8"))
  if (source.syntax.length > 0) return { dataMap: undefined, faults: source.syntax }
  const parsed = DataMap.safeParse(source.value, { reportInput: true })
  if (!parsed.success)
    return { dataMap: undefined, faults: inOrder(shapeFaults(source, parsed.error, HINTS)) }
  const faults = mapFindings(parsed.data, { policy }).map(({ path, reason }) => source.fault(path, reason))
  return faults.length > 0
    ? { dataMap: undefined, faults: inOrder(faults) }
    : { dataMap: parsed.data, faults: [] }
}
