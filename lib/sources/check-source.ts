import type { SchemaFinding } from "./drift/finding"
import { checkFiles } from "./files/check"
import { checkContract } from "./http/check"
import { isRelational, type SystemMap } from "./map-schema"
import { checkSchema } from "./schema-check"

/** Where a source is reached: its address, and the secret that signs where its kind needs one. */
type Reached = { readonly url: string; readonly secret: string | undefined }

/** What of a source's part of the data map the live source does not bear out, whatever kind of system it is. */
export const checkSource = (
  name: string,
  map: SystemMap,
  { url, secret }: Reached,
): Promise<SchemaFinding[]> =>
  isRelational(map)
    ? checkSchema(name, map, url)
    : map.connector === "files"
      ? checkFiles(name, map, url)
      : checkContract(name, map, url, secret)
