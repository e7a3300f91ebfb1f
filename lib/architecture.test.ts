import path from "node:path"
import { describe, expect, it } from "vitest"
import { importsOf, type SourceFile, sourceFile, sourceFiles } from "./source-files.fixture"

const files = sourceFiles()
const all = [...files.values()]
const isTest = ({ path: file }: SourceFile) =>
  /\.(test|fixture|spec)\.tsx?$/.test(file) || file.startsWith("db/testing/")
const code = all.filter((file) => !isTest(file))
const within = (folder: string, among = code) => among.filter((file) => file.path.startsWith(`${folder}/`))
const folderOf = (file: string) => (file === "proxy.ts" ? "app" : (file.split("/")[0] ?? ""))
const directive = (word: string) => (file: SourceFile) =>
  new RegExp(`^\\s*["']use ${word}["']`).test(file.text)
const isClient = directive("client")

/** Pairs "file → import" of which `forbidden` holds. */
const offending = (among: SourceFile[], forbidden: (to: string, file: SourceFile) => boolean, types = true) =>
  among.flatMap((file) =>
    file.imports
      .filter((one) => (types || !one.typeOnly) && forbidden(one.to, file))
      .map((one) => `${file.path} → ${one.to}`),
  )

const mayUse: Record<string, string[]> = {
  app: ["app", "lib", "db", "messages"],
  lib: ["lib", "db", "messages"],
  db: ["db"],
  bin: ["bin", "lib", "db", "messages", "policies"],
  bench: ["bench", "bin", "lib", "db"],
  messages: ["messages", "lib"],
  e2e: ["e2e", "lib", "db", "messages"],
}

describe("the layers", () => {
  it("point one way: app → lib → db, and nothing imports app", () => {
    const wrong = all.flatMap((file) =>
      file.imports
        .filter(({ to }) => !isTest(file) || !/^(bin|policies)\//.test(to))
        .filter(({ own, to }) => own && mayUse[folderOf(file.path)]?.includes(folderOf(to)) === false)
        .map(({ to }) => `${file.path} → ${to}`),
    )
    expect(wrong).toEqual([])
  })

  it("leave the tables to the domain: in app only _server reaches db, but for the list of demo accounts", () => {
    const pages = within("app").filter(({ path: file }) => !file.startsWith("app/_server/"))
    const reaches = (to: string) => to.startsWith("db/") && to !== "db/demo-accounts.ts"
    expect(offending(pages, reaches, false)).toEqual([])
  })

  it("keep the framework and the environment out of lib", () => {
    const framework = (to: string) => /^(next|react)(-[\w-]+)?(\/|$)/.test(to)
    expect(offending(within("lib"), framework)).toEqual([])
    const readers = within("lib").filter(({ text }) => text.includes("process.env"))
    expect(readers.map((file) => file.path)).toEqual([])
  })

  it("find every import: static, dynamic, re-exported, over several lines, types apart", () => {
    const { text } = sourceFile(
      "lib/a/b.ts",
      'import { x,\n  type Y } from "./c"\nimport type { Z } from "@/db/z"\nexport { q } from "pg"\n' +
        '// import "lost"\nimport "side"\nconst m = await import("@/lib/m")\n/* import "gone" */\nconst url = "https://a"',
    )
    expect(importsOf("lib/a/b.ts", text).map(({ to, typeOnly }) => [to, typeOnly])).toEqual([
      ["lib/a/c", false],
      ["db/z", true],
      ["pg", false],
      ["side", false],
      ["lib/m", false],
    ])
  })
})

/**
 * Nothing but computing: imports only zod, fflate, the dates of Temporal and files that are pure themselves; reads no clock,
 * chance or environment.
 */
function impurity(file: SourceFile, seen = new Set<string>()): string[] {
  if (seen.has(file.path)) return []
  seen.add(file.path)
  const reads = file.text.match(/process\.env|Date\.now\(|new Date\(\)|Math\.random|\bfetch\(/g) ?? []
  const imports = file.imports.filter(({ typeOnly }) => !typeOnly)
  return [
    ...reads.map((what) => `${file.path} reads ${what}`),
    ...imports.flatMap(({ own, to }) => {
      const target = files.get(to)
      if (target && !target.path.startsWith("db/")) return impurity(target, seen)
      return ["zod", "temporal-polyfill", "fflate"].includes(to) || to.endsWith(".json")
        ? []
        : [`${file.path} → ${to}${own ? " (not pure)" : ""}`]
    }),
  ]
}

const declaredPure = ({ path: file }: SourceFile) =>
  file.startsWith("lib/") &&
  (file.startsWith("lib/deadlines/") || /\/(machine|schema|terms|permissions|errors)\.ts$/.test(file))

describe("the files", () => {
  it("that are declared pure only compute", () => {
    expect(code.filter(declaredPure).flatMap((file) => impurity(file))).toEqual([])
  })

  it("are named after what they do", () => {
    const vague = /^(index|utils?|helpers?|services?|common|misc)\.tsx?$/
    expect(all.filter((file) => vague.test(path.basename(file.path))).map((file) => file.path)).toEqual([])
  })

  it("stay short enough to be read at once", () => {
    const data = (file: SourceFile) =>
      isTest(file) || file.path.startsWith("db/schema/") || /\/texts\//.test(file.path)
    // The catalogue is made, with three lines for each area.
    const read = all.filter(({ path: at }) => at !== "messages/catalogue.ts")
    const long = read.filter((file) => file.lines > (data(file) || file.path.startsWith("e2e/") ? 400 : 300))
    expect(long.map((file) => `${file.path}: ${file.lines} lines`)).toEqual([])
  })
})

type Graph = Map<string, Set<string>>

/** What can be reached from a node, itself only when a path leads back to it. */
function reach(graph: Graph, from: string): Set<string> {
  const seen = new Set<string>()
  const rest = [...(graph.get(from) ?? [])]
  for (let at = rest.pop(); at !== undefined; at = rest.pop()) {
    if (seen.has(at)) continue
    seen.add(at)
    rest.push(...(graph.get(at) ?? []))
  }
  return seen
}

/** The graph of imports that remain at run time, between files or between what `name` makes of them. */
function graphOf(among: SourceFile[], name: (file: string) => string | null): Graph {
  const graph: Graph = new Map()
  for (const file of among) {
    const from = name(file.path)
    for (const { to, own, typeOnly } of file.imports) {
      const target = own && !typeOnly ? name(to) : null
      if (from && target && (target !== from || file.path === to))
        graph.set(from, (graph.get(from) ?? new Set()).add(target))
    }
  }
  return graph
}

// A request is decided from what is held and consented to, carried out or answered with a copy, and recorded there
// again: these five are one process told in five folders, and count as one.
const oneProcess = ["requests", "records", "consents", "fulfilment", "copies"]

const feature = (file: string) => {
  const folder = /^lib\/([^/]+)\//.exec(file)?.[1] ?? null
  return folder && oneProcess.includes(folder) ? "requests" : folder
}

/** The imports between feature folders that lie on a circle, as "from → to: file → file, …". */
function circles(): string[] {
  const graph = graphOf(within("lib"), feature)
  const closing = [...graph].flatMap(([from, targets]) =>
    [...targets].filter((to) => reach(graph, to).has(from)).map((to) => ({ from, to })),
  )
  return closing.map(({ from, to }) => {
    const imports = offending(
      within("lib").filter((file) => feature(file.path) === from),
      (one) => feature(one) === to,
      false,
    )
    return `${from} → ${to}: ${imports.join(", ")}`
  })
}

describe("the features", () => {
  it("have no file that needs itself by way of others", () => {
    const graph = graphOf(code, (file) => file)
    expect([...graph.keys()].filter((file) => reach(graph, file).has(file))).toEqual([])
  })

  it("call each other without going round in circles", () => {
    expect(circles()).toEqual([])
  })
})

describe("what the browser can call", () => {
  const actions = code.filter(directive("server"))

  it("stands in files named actions.ts, and every export there is made by an action factory", () => {
    const inside = code.filter(
      ({ text }) => /["']use server["']/.test(text) && !/^\s*["']use server["']/.test(text),
    )
    expect(inside.map((file) => file.path)).toEqual([])
    expect(
      actions.filter((file) => path.basename(file.path) !== "actions.ts").map((file) => file.path),
    ).toEqual([])
    const other = actions.flatMap(({ path: file, text }) =>
      [...text.matchAll(/^export\s+(?!type\b)(.*)$/gm)]
        .filter(([, rest]) => !/^const \w+ = (formAction|publicFormAction|staffAction)\b/.test(rest ?? ""))
        .map(([line]) => `${file}: ${line}`),
    )
    expect(other).toEqual([])
  })

  it("and takes of a form what its shape names; where more is read by name was looked at here", () => {
    const opening =
      /\blooseObject\(|\.(?:loose|passthrough)\(|\.catchall\([^)\n]*|z\.(?:any|unknown|record)\(|FormData\b/g
    const open = within("app")
      .filter(({ path: file }) => !file.startsWith("app/_server/") && !file.startsWith("app/_ui/"))
      .flatMap(({ path: file, text }) => [...text.matchAll(opening)].map(([what]) => `${file}: ${what}`))
    expect([...new Set(open)].sort()).toEqual([
      "app/(public)/tasks/[id]/[token]/actions.ts: looseObject(",
      "app/(staff)/admin/duties/actions.ts: .catchall(z.unknown(",
      "app/(staff)/admin/requests/[number]/[decision]/decision-input.ts: looseObject(",
      "app/(staff)/admin/requests/[number]/[decision]/reply-input.ts: looseObject(",
      "app/(staff)/admin/tasks/[id]/actions.ts: looseObject(",
      'app/(subject)/cabinet/consents/actions.ts: .catchall(z.enum(["yes", "no"], "not_understood"',
      "app/(subject)/cabinet/requests/new/withdrawal/actions.ts: .catchall(chosen",
    ])
  })

  it("and what runs in it uses pure files, the shared components and its own actions only", () => {
    const framework = (to: string) =>
      /^(react|react-dom|next\/(link|navigation|form)|@base-ui\/.*|@simplewebauthn\/browser)(\/|$)/.test(to)
    const wrong = code.filter(isClient).flatMap((file) =>
      file.imports
        .filter(({ own, to, typeOnly }) => {
          if (typeOnly) return false
          if (!own) return !framework(to)
          if (to === path.join(path.dirname(file.path), "actions.ts") || /\.(css|json)$/.test(to))
            return false
          const target = files.get(to)
          if (to.startsWith("app/_ui/") || (target && isClient(target))) return false
          return !target || impurity(target).length > 0
        })
        .map(({ to }) => `${file.path} → ${to}`),
    )
    expect(wrong).toEqual([])
  })

  it("and never formats dates or numbers there, because browsers have no Kyrgyz", () => {
    const formats = /\bIntl\.|\.toLocale\w*String\(/
    expect(code.filter((file) => isClient(file) && formats.test(file.text)).map((file) => file.path)).toEqual(
      [],
    )
  })
})

describe("what staff are shown", () => {
  it("opens under a view alone: no page and no download of theirs has the vault as it is", () => {
    const shown = code.filter(
      ({ path: file }) => /^app\/(\(staff\)|api\/staff)\//.test(file) && path.basename(file) !== "actions.ts",
    )
    const bare = shown.filter(({ text }) => /\bhouse\(\)(?!\.configuration)|\bopenHouse\b/.test(text))
    // A package writes the view of what is in it itself, before its first byte.
    expect(bare.map(({ path: file }) => file).sort()).toEqual([
      "app/api/staff/packages/[id]/booklet/route.ts",
      "app/api/staff/packages/[id]/route.ts",
    ])
  })
})

describe("statements", () => {
  it("carry values as parameters; what is put into one as text was looked at here", () => {
    const ours = code.filter(({ path: file }) => /^(app|lib)\/(?!sources\/|testing\/|backup\/)/.test(file))
    const put = ours.flatMap(({ path: file, text }) => [
      ...[...text.matchAll(/sql\.(?:raw|identifier)\(\s*([^"`)\s][^)]*)\)/g)].map(
        ([, what]) => `${file}: ${what}`,
      ),
      ...[...text.matchAll(/\b(?:query|execute)(?:<[^(]*>)?\(\s*`[^`]*\$\{([^}]*)\}/g)].map(
        ([, what]) => `${file}: ${what}`,
      ),
    ])
    // Connectors and the back-up name tables they found. Each of the others is a constant of its file, or one of a few names of functions and columns its type lists.
    expect([...new Set(put)].sort()).toEqual([
      'lib/fulfilment/store-plan.ts: which === "newest" ? "desc" : "asc"',
      "lib/jobs/free-jobs.ts: MARK",
      "lib/jobs/tasks.ts: round",
      "lib/ledger/check-payloads.ts: PAGE",
      "lib/ledger/check-presence.ts: table",
      "lib/ledger/check-presence.ts: written",
      "lib/ledger/check-registers.ts: name",
      "lib/ledger/check-tree.ts: MOST_NAMED",
      "lib/ledger/record.ts: type",
      "lib/requests/approvers.ts: found",
      "lib/requests/queue.ts: view",
      "lib/runs/gather.ts: page",
    ])
  })
})

describe("who may have what", () => {
  const served = all.filter(({ path: file }) => /^app\/.*(\/|^)(page\.tsx|route\.ts|actions\.ts)$/.test(file))
  const folderIn = (file: string) => path.dirname(file).replace(/^app\/?(\(\w+\)\/?)?/, "")
  const ruled = (rules: string) => files.get(`e2e/matrix/${rules}.ts`)?.text ?? ""

  it("is said of every address, by a rule that asks it as everybody", () => {
    const without = served
      .filter(({ path: file }) => !file.endsWith("actions.ts"))
      .map(({ path: file }) => `"/${folderIn(file)}":`)
    expect(without.filter((address) => !ruled("rules").includes(`  ${address}`))).toEqual([])
  })

  it("and of every action", () => {
    const acts = served
      .filter(({ path: file }) => file.endsWith("actions.ts"))
      .flatMap(({ path: file, text }) =>
        [...text.matchAll(/^export const (\w+?)(Action)? =/gm)].map(
          ([, name]) => `${folderIn(file)}#${name}`,
        ),
      )
    expect(acts.length).toBeGreaterThan(140)
    const words = new Set(ruled("act-rules").split(/[\s`]+/))
    expect(acts.filter((act) => !words.has(act))).toEqual([])
  })
})
