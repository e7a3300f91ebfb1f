import type { z } from "zod"
import type { Finding } from "@/lib/policy/references"
import { type Fault, shapeFaults, type YamlSource } from "@/lib/policy/yaml-source"

const HINTS: Record<string, string> = {
  clause: 'add "clause" with its place in the policy\'s text, such as "2.1(4)"',
  retention: 'add "retention" with the code of a retention rule, which cites its ground',
  term: 'add "term", either "from: profile" or "n", "unit" and "cites"',
  cites: 'add "cites" with a clause of the policy or a law of the legal profile',
  basis: 'add "basis" with the code of a legal basis of the legal profile',
}

/** A file's contents in their shape, where they have it, and everything wrong with them: syntax, shape, then `findings`. */
export function checkShape<T>(
  source: YamlSource,
  schema: z.ZodType<T>,
  findings: Finding[],
): [T | undefined, Fault[]] {
  if (source.syntax.length > 0) return [undefined, source.syntax]
  const parsed = schema.safeParse(source.value, { reportInput: true })
  const found = findings.map(({ path, reason }) => source.fault(path, reason))
  return parsed.success
    ? [parsed.data, found]
    : [undefined, [...shapeFaults(source, parsed.error, HINTS), ...found]]
}
