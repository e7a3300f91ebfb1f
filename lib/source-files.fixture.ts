import { existsSync, readdirSync, readFileSync } from "node:fs"
import path from "node:path"

/** An import as written: `to` is a path from the root when it is one of ours, else the package's name. */
export type Import = { to: string; own: boolean; typeOnly: boolean }

/** A source file: its path from the root, its text without comments, what it imports. */
export type SourceFile = { path: string; lines: number; text: string; imports: Import[] }

const statement =
  /(?:^|[\n;])\s*(?:import|export)\s+(type\s+)?(?:[\w$*\s{},]*?\sfrom\s*)?["']([^"'\n]+)["']|\bimport\(\s*["']([^"'\n]+)["']/g

const withoutComments = (text: string) =>
  text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1")

function resolved(from: string, to: string): { to: string; own: boolean } {
  if (!to.startsWith("@/") && !to.startsWith(".")) return { to, own: false }
  const base = to.startsWith("@/") ? to.slice(2) : path.join(path.dirname(from), to)
  const found = [base, `${base}.ts`, `${base}.tsx`, `${base}.js`].find(
    (at) => path.extname(at) !== "" && existsSync(at),
  )
  return { to: found ?? base, own: true }
}

/** The imports of a file's text (comments already taken out), `from` being its path from the root. */
export function importsOf(from: string, text: string): Import[] {
  return [...text.matchAll(statement)].map(([, typeOnly, still, dynamic]) => ({
    ...resolved(from, still ?? dynamic ?? ""),
    typeOnly: typeOnly !== undefined,
  }))
}

/** A source file made from its text. */
export function sourceFile(file: string, raw: string): SourceFile {
  const text = withoutComments(raw)
  return { path: file, lines: raw.split("\n").length - 1, text, imports: importsOf(file, text) }
}

/** Every TypeScript file of the product, by its path from the root. */
export function sourceFiles(): Map<string, SourceFile> {
  const files = ["app", "bench", "bin", "db", "e2e", "lib", "messages"].filter(existsSync).flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map((entry) => path.join(entry.parentPath, entry.name)),
  )
  if (existsSync("proxy.ts")) files.push("proxy.ts")
  return new Map(files.map((file) => [file, sourceFile(file, readFileSync(file, "utf8"))]))
}
