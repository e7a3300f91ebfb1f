import { existsSync, readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import { beforeAll, expect, test } from "vitest"
import { readPolicy } from "@/lib/policy/read"
import { readDataMap } from "@/lib/sources/read-map"

const SHIPPED = "policies"

/** Files that may name an organisation, each with its reason. */
const ALLOWED: Record<string, string> = {
  "lib/configuration.ts": "names the folder served when none is named",
  "bin/start/demo-sources.ts":
    "the generated lender is the demonstration's own; the others come from their folders",
}

/** The demo lender is a program of its own beside the portal: a source as an organisation would have one. */
const LENDER = /^(db\/lender\/|bin\/lender\.ts$)/
const TEST = /\.(test|fixture|spec)\.tsx?$|^(db\/testing|db\/fixtures|lib\/testing)\//
const TEXT = /\.(tsx?|js|json|sql|css|sh)$/

/**
 * What an organisation is told by: words that nobody else uses; codes, which count in quotes; names of its sources, which
 * may be ordinary words and count in quotes beside the word source.
 */
type Words = { words: Set<string>; codes: Set<string>; sources: Set<string> }

let theirs: Words

async function wordsOf(dir: string, { words, codes, sources }: Words): Promise<void> {
  const { policy, profile } = await readPolicy(dir)
  const { dataMap } = await readDataMap(dir, policy)
  const statutory = JSON.stringify(profile)
  const own = [...policy.facts, ...policy.grounds].map(({ code }) => code)
  for (const code of own) if (!statutory.includes(`"${code}"`)) words.add(code)
  for (const name of Object.values(policy.organisation.shortName)) words.add(name)
  for (const [code, source] of Object.entries(dataMap?.sources ?? {})) {
    if ("connection" in source) words.add(source.connection)
    sources.add(code)
  }
  for (const code of [path.basename(dir), policy.code]) codes.add(code)
}

beforeAll(async () => {
  theirs = { words: new Set(), codes: new Set(), sources: new Set() }
  for (const name of readdirSync(SHIPPED)) {
    const dir = path.join(SHIPPED, name)
    if (existsSync(path.join(dir, "policy.yaml"))) await wordsOf(dir, theirs)
  }
})

const escaped = (word: string) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")

/** The words of theirs that stand in a text: names as words of their own, codes in quotes, alone or as a path's part. */
function foundIn(text: string, { words, codes, sources }: Words): string[] {
  const whole = [...words].filter((word) =>
    new RegExp(`(?<![\\p{L}\\p{N}_])${escaped(word)}(?![\\p{L}\\p{N}_])`, "u").test(text),
  )
  const quoted = [...codes].filter((code) =>
    new RegExp(`(["'\`])([\\w./-]*/)?${escaped(code)}(/[\\w./-]*)?\\1`).test(text),
  )
  const asked = [...sources].filter((code) =>
    new RegExp(`source.*(["'\`])${escaped(code)}\\1|\\.of\\((["'\`])${escaped(code)}\\2`, "i").test(text),
  )
  return [...whole, ...quoted, ...asked]
}

const files = (): string[] =>
  ["app", "lib", "db", "bin", "messages"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && TEXT.test(entry.name))
      .map((entry) => path.join(entry.parentPath, entry.name)),
  )

test("the folders give the words to look for, and the look finds them", () => {
  expect(theirs.words.size).toBeGreaterThan(20)
  const [name = "", code = "", source = ""] = Object.values(theirs).map((each) => [...each][0])
  for (const text of [
    `const a = "${name}"`,
    `// as ${name} has it`,
    `open("${code}")`,
    `"policies/${code}"`,
    `sources.of("${source}")`,
    `if (source === "${source}")`,
  ])
    expect(foundIn(text, theirs), text).toHaveLength(1)
  for (const text of [`const ${code} = 1`, `${name}abc`, `a("${source}")`, "nothing of theirs"])
    expect(foundIn(text, theirs)).toEqual([])
})

test("no organisation's name, code, source, fact or ground stands in the code: all of it comes from the folder", () => {
  const told = files()
    .filter((file) => !LENDER.test(file) && !TEST.test(file))
    .flatMap((file) => foundIn(readFileSync(file, "utf8"), theirs).map((word) => ({ file, word })))
  const wrong = told.filter(({ file }) => !(file in ALLOWED))
  expect(wrong.map(({ file, word }) => `${file}: ${word}`)).toEqual([])
  const idle = Object.keys(ALLOWED).filter((file) => !told.some((each) => each.file === file))
  expect(idle).toEqual([])
})
