import { existsSync, readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import { describe, expect, it } from "vitest"
import { demoStaff } from "@/db/demo-accounts"
import { readDemoPeople } from "@/lib/people/demo-people"

const root = path.join(import.meta.dirname, "..")
const read = (file: string) => readFileSync(path.join(root, file), "utf8")
const under = (folder: string) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).map(
    (file) => `${folder}/${file}`,
  )

const pages = ["README.md", "SECURITY.md", ...under("docs").filter((file) => file.endsWith(".md"))]
const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found = ""]) => found)
const quoted = (file: string) => matches(read(file).replace(/^```[\s\S]*?^```/gm, ""), /`([^`\n]+)`/g)
const lines = (file: string) => read(file).trimEnd().split("\n").length
/** "file: what" for everything in the pages that `find` finds and `holds` denies. */
const wrong = (find: (file: string) => string[], holds: (found: string, file: string) => boolean) =>
  pages.flatMap((file) =>
    find(file)
      .filter((found) => !holds(found, file))
      .map((found) => `${file}: ${found}`),
  )

const manifest: { scripts: object; dependencies: object; devDependencies: object } = JSON.parse(
  read("package.json"),
)
const packages = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })

describe("the documents name what there is", () => {
  it("files and folders", () => {
    const isPath = (text: string) => /^[A-Za-z(][\w.()[\]-]*(\/[\w.()[\]-]+)+\/?$/.test(text)
    const isPackage = (text: string) => packages.some((name) => text.startsWith(`${name}/`))
    expect(
      wrong(quoted, (text) => !isPath(text) || isPackage(text) || existsSync(path.join(root, text))),
    ).toEqual([])
  })

  it("links and pictures", () => {
    const links = (file: string) =>
      matches(read(file), /\]\(([^)\s]+)\)/g).filter((link) => !/^(https?:|#)/.test(link))
    const target = (link: string, file: string) =>
      path.join(root, path.dirname(file), link.replace(/#.*$/, ""))
    expect(wrong(links, (link, file) => existsSync(target(link, file)))).toEqual([])
  })

  it("commands", () => {
    const scripts = (file: string) =>
      matches(read(file), /\bnpm (?:run )?(?!ci\b|install\b|run\b)([a-z0-9]+)/g)
    expect(wrong(scripts, (name) => Object.hasOwn(manifest.scripts, name))).toEqual([])
    const usage = read("bin/ukuk.ts")
    const operator = (file: string) => matches(read(file), /npm run ukuk -- ([a-z]+ [a-z]+)/g)
    expect(wrong(operator, (command) => usage.includes(`ukuk -- ${command}`))).toEqual([])
  })

  it("addresses of pages", () => {
    const routes = under("app")
      .filter((file) => /\/(page\.tsx|route\.ts)$/.test(file))
      .map((file) => `/${file.split("/").slice(1, -1).join("/")}`.replace(/\/\([^/]+\)/g, "") || "/")
    const addresses = (file: string) => quoted(file).filter((text) => /^\/(?!_)[\w/[\]-]*$/.test(text))
    expect(routes).toContain("/cabinet")
    expect(wrong(addresses, (address) => routes.includes(address))).toEqual([])
  })

  it("variables: the table of operations has every one the product knows, and no other", () => {
    const known = matches(read("lib/configuration.ts"), /^ {2}([A-Z][A-Z_]+): /gm)
    const connections = under("policies")
      .filter((file) => /(data-map|policy)\.yaml$/.test(file))
      .flatMap((file) => matches(read(file), /\b(?:connection|url|secret): ([A-Z]\w+)/g))
    const operations = "docs/operations.md"
    const inTable = matches(read(operations), /^\| `([A-Z][A-Z_]+)` \|/gm)
    expect([...new Set(inTable)].sort()).toEqual(known.sort())
    const named = quoted(operations).flatMap((text) => matches(text, /^([A-Z]+(?:_[A-Z]+)+)(?:=.*)?$/g))
    expect(named.filter((name) => !known.includes(name) && !connections.includes(name))).toEqual([])
  })

  it("dependencies: each has its line, and each line its dependency", () => {
    const tables = matches(read("docs/decisions/dependencies.md"), /^\| ([^|]+) \|/gm)
    const listed = tables.flatMap((cell) => cell.split(", ")).filter((cell) => !/^(package|-+)$/.test(cell))
    const wanted = packages.map((name) => (name.startsWith("@types/") ? "@types/…" : name))
    expect(listed.sort()).toEqual([...new Set(wanted)].sort())
  })

  it("the people of the demo", () => {
    const readme = read("README.md")
    for (const { signIn, password } of [...readDemoPeople("policies/somo").accounts, ...demoStaff]) {
      expect(readme).toContain(password)
      expect(readme).toContain(signIn.replace(/@.*$/, ""))
    }
  })
})

describe("the threats of SECURITY.md", () => {
  const rows = read("SECURITY.md")
    .split("\n")
    .filter((line) => /^\| \**T\d+/.test(line))

  it("are all thirty, in order, each with a control and a test that is there under its name", () => {
    expect(rows.map((row) => /T(\d+)/.exec(row)?.[1])).toEqual(
      Array.from({ length: 30 }, (_, n) => `${n + 1}`),
    )
    const wrongIn = (row: string) => {
      const [, , control = "", tests = ""] = row.replace(/^\| /, "").split(" | ")
      const named = [...tests.matchAll(/`([^`]+\.(?:test|spec)\.tsx?)`: "([^"]+)"/g)]
      const missing = named.filter(([, file = "", words = ""]) => !read(file).includes(words))
      return [
        ...(/`[^`]+\/[^`]+`|`[^`]+\.ts`/.test(control) ? [] : [`no file in: ${control}`]),
        ...(named.length > 0 ? [] : [`no test in: ${tests}`]),
        ...missing.map(([, file, words]) => `${file} has no "${words}"`),
      ]
    }
    expect(rows.flatMap(wrongIn)).toEqual([])
  })
})

describe("the documents", () => {
  it("hold no leftovers of a merge", () => {
    expect(pages.filter((file) => /^(<{7}|={7}|>{7})/m.test(read(file)))).toEqual([])
  })

  it("are short enough to be read", () => {
    const limits: [RegExp, number][] = [
      [/^README/, 99],
      [/ARCHITECTURE/, 150],
      [/dependencies/, 80],
      [/coverage/, 400],
      [/decisions\//, 40],
    ]
    const most = (file: string) => limits.find(([name]) => name.test(file))?.[1] ?? 300
    expect(pages.filter((file) => lines(file) > most(file))).toEqual([])
  })
})
