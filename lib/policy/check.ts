import { createHash } from "node:crypto"
import { existsSync } from "node:fs"
import { readFile, stat } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { z } from "zod"
import { calendarFindings } from "@/lib/policy/calendar-findings"
import { Calendar } from "@/lib/policy/calendar-schema"
import { checkShape } from "@/lib/policy/check-shape"
import type { PolicyFolder } from "@/lib/policy/lookup"
import { policyFindings } from "@/lib/policy/policy-references"
import { profileFindings } from "@/lib/policy/profile-references"
import { Profile } from "@/lib/policy/profile-schema"
import { type Finding, under } from "@/lib/policy/references"
import { Policy } from "@/lib/policy/schema"
import { type Fault, inOrder, type YamlSource, yamlSource } from "@/lib/policy/yaml-source"

// The profiles and calendars that come with the product.
const SHIPPED = fileURLToPath(new URL("../../policies", import.meta.url))

/** Either the folder, or everything that is wrong with it in reading order. */
export type Checked = { folder: PolicyFolder; faults: [] } | { folder: undefined; faults: Fault[] }

type Read = { source: YamlSource; text: string }

/**
 * Reads `policy.yaml` with the profile and the calendar it names and checks all three: syntax, shape, languages,
 * references, duplicates. Profiles are in `<dir>/../profiles`, else among those that come with
 * the product; calendars likewise. Throws only when a file that exists cannot be read.
 */
export async function checkPolicy(dir: string): Promise<Checked> {
  const policy = await readYaml(join(dir, "policy.yaml"))
  if (!policy)
    return {
      folder: undefined,
      faults: [absent(join(dir, "policy.yaml"), "There is no policy.yaml here: name a policy's folder.")],
    }
  const profile = await beside(dir, "profiles", policy, "legalProfile")
  const calendar = await beside(dir, "calendars", policy, "calendar")
  const policyValue = policy.source.value
  const [shapedPolicy, policyFaults] = shape(
    policy,
    Policy,
    policyFindings(policyValue, profile?.source.value),
  )
  const [shapedProfile, profileFaults] = shape(
    profile,
    Profile,
    profileFindings(profile?.source.value, policyValue),
  )
  const [shapedCalendar, calendarFaults] = shape(
    calendar,
    Calendar,
    calendarFindings(calendar?.source.value, policyValue),
  )
  const faults = [
    ...policyFaults,
    ...(await logoFaults(dir, policy, shapedPolicy?.organisation.logo)),
    ...unnamed(policy, "legalProfile", "profiles", profile),
    ...unnamed(policy, "calendar", "calendars", calendar),
    ...profileFaults,
    ...calendarFaults,
  ]
  if (faults.length > 0 || !shapedPolicy || !shapedProfile || !shapedCalendar)
    return { folder: undefined, faults: inOrder(faults) }
  const texts = [policy, profile, calendar].map((read) => read?.text ?? "")
  const hash = createHash("sha256").update(JSON.stringify(texts)).digest("hex")
  return {
    folder: { dir, policy: shapedPolicy, profile: shapedProfile, calendar: shapedCalendar, hash },
    faults: [],
  }
}

async function readYaml(file: string): Promise<Read | undefined> {
  if (!existsSync(file)) return undefined
  const text = await readFile(file, "utf8")
  return { source: yamlSource(file, text), text }
}

const absent = (file: string, reason: string): Fault => ({ file, line: 1, column: 1, path: "", reason })

async function beside(dir: string, folder: string, policy: Read, key: string): Promise<Read | undefined> {
  const name = under(policy.source.value, key)
  if (typeof name !== "string" || !/^[A-Za-z0-9-]+$/.test(name)) return undefined
  const near = join(dir, "..", folder, `${name}.yaml`)
  return (await readYaml(near)) ?? (await readYaml(join(SHIPPED, folder, `${name}.yaml`)))
}

/** A logo larger than this would be what every page waits for. */
const LOGO_BYTES = 50_000

async function logoFaults(dir: string, policy: Read, logo: string | undefined): Promise<Fault[]> {
  if (!logo) return []
  const file = await stat(join(dir, logo)).catch(() => null)
  if (file && file.size <= LOGO_BYTES) return []
  const reason = file
    ? `"${logo}" is larger than 50 kB: every page would wait for it.`
    : `There is no file "${logo}" in this folder: add it or remove "logo".`
  return [policy.source.fault(["organisation", "logo"], reason)]
}

function unnamed(policy: Read, key: string, folder: string, read: Read | undefined): Fault[] {
  const name = under(policy.source.value, key)
  if (read || typeof name !== "string") return []
  return [
    policy.source.fault(
      [key],
      `There is no file policies/${folder}/${name}.yaml: add it or correct "${key}".`,
    ),
  ]
}

function shape<T>(
  read: Read | undefined,
  schema: z.ZodType<T>,
  findings: Finding[],
): [T | undefined, Fault[]] {
  return read ? checkShape(read.source, schema, findings) : [undefined, []]
}
