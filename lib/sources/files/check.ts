import type { Connector } from "../connector"
import type { SchemaFinding } from "../drift/finding"
import { SourceRefused, SourceUnreachable } from "../failures"
import { filesConnector } from "./connector"
import type { FilesMap } from "./map"

/** What of a folder's last export is not as the data map says: a sentence for the steward, where there is anything. */
export async function checkFiles(name: string, map: FilesMap, url: string): Promise<SchemaFinding[]> {
  let source: Connector | undefined
  try {
    source = filesConnector(name, map, url, "")
    await source.ping()
    return []
  } catch (error) {
    if (!(error instanceof SourceUnreachable) && !(error instanceof SourceRefused)) throw error
    const reason = `The folder at the address in ${map.connection} cannot be used: ${error.message}.`
    return [{ path: ["sources", name, "connection"], reason }]
  } finally {
    await source?.close()
  }
}
