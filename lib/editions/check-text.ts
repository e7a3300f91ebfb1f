import { desc } from "drizzle-orm"
import { editions } from "@/db/schema/policy"
import type { Db } from "@/db/transaction"
import type { Calendar } from "@/lib/policy/calendar-schema"
import { checkShape } from "@/lib/policy/check-shape"
import { policyFindings } from "@/lib/policy/policy-references"
import { profileFindings } from "@/lib/policy/profile-references"
import { Profile } from "@/lib/policy/profile-schema"
import { type Finding, under } from "@/lib/policy/references"
import { Policy } from "@/lib/policy/schema"
import { type Fault, inOrder, type YamlSource, yamlSource } from "@/lib/policy/yaml-source"
import { mapFindings } from "@/lib/sources/map-findings"
import { DataMap } from "@/lib/sources/map-schema"

/** The documents whose next edition is written as a file; the calendar has a page of its own. */
export const draftKinds = ["policy", "data_map", "profile"] as const
export type DraftKind = (typeof draftKinds)[number]
export const isDraftKind = (kind: string): kind is DraftKind => draftKinds.some((each) => each === kind)

/** What each file is called, in a folder and in the sentences about its faults. */
export const FILES: Record<DraftKind, string> = {
  policy: "policy.yaml",
  data_map: "data-map.yaml",
  profile: "profile.yaml",
}

const SCHEMAS = { policy: Policy, data_map: DataMap, profile: Profile } as const

/** A document with its keys in the order of its schema: the database keeps none. */
export const inSchemaOrder = (kind: DraftKind, document: unknown): unknown =>
  SCHEMAS[kind].safeParse(document).data ?? document

/** An edition by its place in the order, with its document. */
export type Newest<T = unknown> = { id: string; number: number; code: string; document: T }
/** The newest edition of every document, in force or announced: what a draft follows and is checked with. */
export type Beside = {
  policy: Newest<Policy>
  data_map: Newest<DataMap>
  profiles: readonly Newest<Profile>[]
  calendars: readonly Newest<Calendar>[]
}

/** Reads the newest editions. Throws when no policy was published. */
export async function newestEditions(db: Db): Promise<Beside> {
  const { id, kind, code, number, document } = editions
  const rows = await db
    .selectDistinctOn([kind, code], { id, kind, code, number, document })
    .from(editions)
    .orderBy(kind, code, desc(number))
  const of = <T>(wanted: string) => rows.filter((row) => row.kind === wanted) as Newest<T>[]
  const [policy] = of<Policy>("policy")
  const dataMap = of<DataMap>("data_map").find((map) => map.code === policy?.code)
  if (!policy || !dataMap) throw new Error("no policy was published")
  return { policy, data_map: dataMap, profiles: of("profile"), calendars: of("calendar") }
}

/** The legal profile the newest policy names. */
export const profileBeside = ({ policy, profiles }: Beside): Newest<Profile> => {
  const found = profiles.find(({ code }) => code === policy.document.legalProfile)
  if (!found) throw new Error("the policy's legal profile was not published")
  return found
}

/** The edition a draft of this kind follows. */
export const followed = (kind: DraftKind, beside: Beside): Newest =>
  kind === "profile" ? profileBeside(beside) : beside[kind]

export type CheckedText = { document: unknown; faults: Fault[] }

/**
 * Checks a file as `policy check` does, with the editions published beside it: syntax, shape, languages, references.
 * `document` is its contents, undefined as long as there are faults.
 */
export function checkText(kind: DraftKind, text: string, beside: Beside): CheckedText {
  const source = yamlSource(FILES[kind], text)
  const [document, faults] = CHECKS[kind](source, beside)
  return faults.length > 0 ? { document: undefined, faults: inOrder(faults) } : { document, faults: [] }
}

type Check = (source: YamlSource, beside: Beside) => [unknown, Fault[]]
const CHECKS: Record<DraftKind, Check> = {
  policy: (source, beside) => {
    const { value } = source
    const profile = beside.profiles.find(({ code }) => code === under(value, "legalProfile"))?.document
    const own = [
      ...staysAs(value, "code", beside.policy.code),
      ...namedBeside(value, beside),
      ...sameLogo(value, beside),
    ]
    return checkShape(source, Policy, [...policyFindings(value, profile), ...own])
  },
  data_map: (source, { policy }) => {
    const [map, faults] = checkShape(source, DataMap, [])
    if (!map) return [map, faults]
    const found = mapFindings(map, { policy: policy.document })
    return [map, found.map(({ path, reason }) => source.fault(path, reason))]
  },
  profile: (source, beside) => {
    const policy = beside.policy.document
    const lost = policyFindings(policy, source.value).map(({ reason }) => ({ path: [], reason }))
    const own = staysAs(source.value, "code", profileBeside(beside).code)
    return checkShape(source, Profile, [...profileFindings(source.value, policy), ...own, ...lost])
  },
}

function staysAs(value: unknown, key: string, code: string): Finding[] {
  if (under(value, key) === code) return []
  return [{ path: [key], reason: `This is the next edition of "${code}": leave "${key}" as it is.` }]
}

function namedBeside(value: unknown, { profiles, calendars }: Beside): Finding[] {
  const lists = { legalProfile: profiles, calendar: calendars } as const
  return Object.entries(lists).flatMap(([key, list]) => {
    const name = under(value, key)
    if (typeof name !== "string" || list.some(({ code }) => code === name)) return []
    return [{ path: [key], reason: `No edition of "${name}" is published: correct "${key}".` }]
  })
}

/** The logo is a file beside the policy, which only the operator can put there. */
function sameLogo(value: unknown, { policy }: Beside): Finding[] {
  if (under(under(value, "organisation"), "logo") === policy.document.organisation.logo) return []
  return [
    {
      path: ["organisation", "logo"],
      reason: "The logo lies in the operator's folder: leave it as it is here.",
    },
  ]
}
