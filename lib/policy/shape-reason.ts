import type { z } from "zod"

type Issue = z.core.$ZodIssue

const LANGUAGES: Record<string, string> = { ky: "Kyrgyz", ru: "Russian", en: "English" }

const KINDS: Record<string, string> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a group of keys",
  record: "a group of keys",
}

/** One plain sentence about a zod issue, with the remedy. `hints` say by key what to add when it is missing. */
export function shapeReason(issue: Issue, hints: Record<string, string>): string {
  const name = nameOf(issue.path)
  if (issue.input === undefined && issue.code !== "custom") return missing(issue.path, hints)
  if (issue.input === null) return `${name} has no value: write one or remove the key.`
  return `${name} ${complaint(issue)}${seen(issue.input)}.`
}

function missing(path: readonly PropertyKey[], hints: Record<string, string>): string {
  const key = String(path.at(-1))
  const language = LANGUAGES[key]
  if (language) return `The ${language} text is missing: add "${key}" beside the other languages.`
  return `"${key}" is missing: ${hints[key] ?? "add it"}.`
}

function complaint(issue: Issue): string {
  if (issue.message.startsWith("must")) return issue.message
  switch (issue.code) {
    case "invalid_type":
      return `must be ${KINDS[issue.expected] ?? issue.expected}`
    case "invalid_value":
      return `must be ${issue.values.length > 1 ? "one of " : ""}${issue.values.map(String).join(", ")}`
    case "invalid_format":
      return `must be a valid ${issue.format}`
    case "too_small":
      if (issue.origin === "string") return "must not be empty"
      if (issue.origin === "array") return "must not be an empty list"
      return `must be at least ${String(issue.minimum)}`
    case "too_big":
      return `must be at most ${String(issue.maximum)}`
    default:
      return "is not right here"
  }
}

function seen(input: unknown): string {
  if (typeof input === "number" || typeof input === "boolean") return `, not ${input}`
  if (typeof input !== "string" || input.trim() === "") return ""
  return `, not "${input.length > 40 ? `${input.slice(0, 40)}…` : input}"`
}

function nameOf(path: readonly PropertyKey[]): string {
  const at = path.findLastIndex((step) => typeof step === "string")
  const key = at < 0 ? "The file" : `"${String(path[at])}"`
  const item = path[at + 1]
  return typeof item === "number" ? `Item ${item + 1} of ${key}` : key
}
