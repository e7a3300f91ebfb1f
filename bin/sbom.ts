import { readFileSync } from "node:fs"
import path from "node:path"
import { z } from "zod"

const Package = z.object({
  version: z.string(),
  integrity: z.string().optional(),
  license: z.string().optional(),
  dev: z.boolean().optional(),
  optional: z.boolean().optional(),
  hasInstallScript: z.boolean().optional(),
  resolved: z.string().optional(),
})
const Lock = z.object({ lockfileVersion: z.number(), packages: z.record(z.string(), Package) })

/** A package of the lock file: `place` is where npm puts it, `name` what it is called. */
export type Locked = z.infer<typeof Package> & { place: string; name: string }

/** What package-lock.json fixes, but for the product itself. */
export function lockedPackages(root: string): Locked[] {
  const { packages } = Lock.parse(JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")))
  return Object.entries(packages)
    .filter(([place]) => place !== "")
    .map(([place, one]) => ({ ...one, place, name: place.replace(/^.*node_modules\//, "") }))
}

/** Say their licence in a file, not in their manifest. */
const SAID_ELSEWHERE: Record<string, string> = { "png-js": "MIT" }

/** The SPDX expression of a package's licence. */
export const licenceOf = ({ name, license }: Pick<Locked, "name" | "license">): string =>
  license ?? SAID_ELSEWHERE[name] ?? "none named"

const purl = ({ name, version }: Locked) => `pkg:npm/${name.replace(/^@/, "%40")}@${version}`

/**
 * The bill of materials of what is shipped, as CycloneDX 1.6 (ECMA-424). npm's own leaves out what the product shares with
 * its tools, and refuses over a peer that is overridden here.
 */
export function billOfMaterials(root: string): object {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")))
  const shipped = lockedPackages(root).filter(({ dev }) => !dev)
  const unique = [...new Map(shipped.map((one) => [purl(one), one])).values()]
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: { component: { type: "application", name: "ukuk", version, "bom-ref": `ukuk@${version}` } },
    components: unique.map((one) => ({
      type: "library",
      name: one.name,
      version: one.version,
      "bom-ref": purl(one),
      purl: purl(one),
      scope: one.optional ? "optional" : "required",
      licenses: [{ expression: licenceOf(one) }],
      hashes: [{ alg: "SHA-512", content: hexOf(one.integrity) }],
    })),
  }
}

const hexOf = (integrity = "") => Buffer.from(integrity.replace(/^sha512-/, ""), "base64").toString("hex")

if (process.argv[1] === import.meta.filename)
  console.log(JSON.stringify(billOfMaterials(path.join(import.meta.dirname, "..")), null, 2))
