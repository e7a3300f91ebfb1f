import type { Profile } from "@/lib/policy/profile-schema"
import { codesIn, dangling, duplicates, everywhere, type Finding } from "@/lib/policy/references"

/** What a legal profile points at and is not there; `policy` answers for facts. */
export function profileFindings(profile: unknown, policy: unknown): Finding[] {
  const law = dangling("law", "laws", codesIn(profile, "laws"))
  const fact = dangling("fact", "facts of policy.yaml", codesIn(policy, "facts"))
  const lists: [keyof Profile & string, string][] = [
    ["laws", "law"],
    ["bases", "legal basis"],
    ["rights", "right"],
    ["otherTerms", "term"],
    ["breachDuties", "duty"],
    ["grounds", "ground"],
    ["complaintRoute", "step"],
    ["sanctions", "sanction"],
  ]
  return [
    ...lists.flatMap(([key, kind]) => duplicates(profile, [key], kind)),
    ...everywhere(profile, "law").flatMap(({ value, path }) => law(value, path)),
    ...everywhere(profile, "fact").flatMap(({ value, path }) => fact(value, path)),
  ]
}
