import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml"
import type { ZodError } from "zod"
import { shapeReason } from "@/lib/policy/shape-reason"

/** One fault of a file, for its author: where (lines and columns from 1) and one sentence with the remedy. */
export type Fault = { file: string; line: number; column: number; path: string; reason: string }
export type Path = readonly PropertyKey[]

/** A YAML file read once: its value (undefined when its syntax is broken), and the way from a path to its line. */
export type YamlSource = {
  file: string
  value: unknown
  syntax: Fault[]
  fault(path: Path, reason: string): Fault
}

/** Reads a YAML text; never throws, broken syntax is in `syntax`. Aliases are followed. */
export function yamlSource(file: string, text: string): YamlSource {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const at = (offset: number, path: Path, reason: string): Fault => ({
    file,
    ...place(offset),
    path: pathText(path),
    reason,
  })
  const syntax = document.errors.map((error) =>
    at(error.pos[0], [], `This is not valid YAML: ${syntaxReason(error.code, error.message)}`),
  )
  if (syntax.length === 0 && document.contents === null)
    syntax.push(at(0, [], "The file is empty: write its contents."))
  const resolve = (node: unknown) => (isAlias(node) ? node.resolve(document) : node)
  return {
    file,
    value: syntax.length === 0 ? document.toJS() : undefined,
    syntax,
    fault: (path, reason) => at(offsetOf(document.contents, path, resolve), path, reason),
  }
}

/** `categories[3].fields[0].title`: a path as people read it; the first entry of a list is 0. */
export const pathText = (path: Path): string =>
  path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`
    return text === "" ? String(step) : `${text}.${String(step)}`
  }, "")

/**
 * The faults of a file's shape, one per zod issue and unknown key, in the file's order. The parse must have been made
 * with `reportInput: true`. `hints` say what to add when a key is missing.
 */
export function shapeFaults(
  source: YamlSource,
  error: ZodError,
  hints: Record<string, string> = {},
): Fault[] {
  return error.issues.flatMap((issue) => {
    if (issue.code !== "unrecognized_keys") return [source.fault(issue.path, shapeReason(issue, hints))]
    return issue.keys.map((key) =>
      source.fault([...issue.path, key], `Unknown key "${key}": remove it or correct its spelling.`),
    )
  })
}

/** Faults in reading order. */
export const inOrder = (faults: readonly Fault[]): Fault[] =>
  [...faults].sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column)

function offsetOf(root: Node | null, path: Path, resolve: (node: unknown) => unknown): number {
  let offset = root?.range?.[0] ?? 0
  let node: unknown = root
  for (const step of path) {
    node = resolve(node)
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
      if (!pair) return offset
      if (isScalar(pair.key) && pair.key.range) offset = pair.key.range[0]
      node = pair.value
    } else if (isSeq(node)) {
      const item = node.items[Number(step)]
      if (item === undefined) return offset
      if (isNode(item) && item.range) offset = item.range[0]
      node = item
    } else return offset
  }
  return offset
}

const isNode = (value: unknown): value is Node =>
  isMap(value) || isSeq(value) || isScalar(value) || isAlias(value)

const syntaxReason = (code: string, message: string): string => {
  if (code === "DUPLICATE_KEY") return "the same key is written twice; keep one of them."
  const sentence = message.replace(/\.$/, "")
  return `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}; correct the indentation, quotes or brackets here.`
}
