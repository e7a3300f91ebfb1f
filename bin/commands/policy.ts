import { existsSync, statSync } from "node:fs"
import { basename, join } from "node:path"
import { parseArgs } from "node:util"
import { type CalendarWarning, calendarWarnings } from "@/lib/calendar/warnings"
import { checkPolicy } from "@/lib/policy/check"
import { faultLine } from "@/lib/policy/read"
import type { Policy } from "@/lib/policy/schema"
import type { Fault } from "@/lib/policy/yaml-source"
import { readDataMap } from "@/lib/sources/read-map"

export const POLICY_USAGE = `Checks policies written as data.

  npm run ukuk -- policy check DIR… [--json]

  DIR     a folder with policy.yaml and, once its sources are known, data-map.yaml. The legal profile and the
          calendar it names lie in DIR/../profiles and DIR/../calendars, or come with the product; those two folders
          and single files are passed over, so that policies/* names every policy
  --json  one JSON object instead of lines

Every fault is printed as file:line:column and a sentence. What will need an administrator is printed as a warning:
lunar days not confirmed, a year of the calendar that terms will soon reach. Exit 0: sound; 1: faults; 2: wrong usage.`

const OPTIONS = {
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const

type Report = { dir: string; policy: string | null; hash: string | null; faults: Fault[]; warnings: string[] }

/**
 * `policy check DIR… [--json]`. `out` takes one line at a time; the calendar is looked at as of `now`. Returns the exit
 * code: 0 all sound, 1 faults found, 2 wrong usage.
 */
export async function policyCommand(
  args: string[],
  out: (line: string) => void,
  now = new Date(),
): Promise<0 | 1 | 2> {
  const asked = question(args)
  if (asked?.help || asked?.verb !== "check" || asked.dirs.length === 0) {
    out(POLICY_USAGE)
    return asked?.help ? 0 : 2
  }
  const reports = await Promise.all(
    asked.dirs.filter((dir) => !liesBeside(dir)).map((dir) => report(dir, now)),
  )
  const sound = reports.every(({ faults }) => faults.length === 0)
  if (asked.json) out(JSON.stringify({ sound, checked: reports }))
  else for (const line of [...reports.flatMap(lines), ...warnings(reports)]) out(line)
  return sound ? 0 : 1
}

function question(args: string[]) {
  try {
    const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true })
    const [verb, ...dirs] = positionals
    return { ...values, verb, dirs }
  } catch {
    // An unknown option: the usage answers it.
    return null
  }
}

// What `policies/*` also names: profiles and calendars are checked with the policies that name them.
const liesBeside = (dir: string): boolean =>
  ["profiles", "calendars"].includes(basename(dir)) || (existsSync(dir) && statSync(dir).isFile())

async function report(dir: string, now: Date): Promise<Report> {
  const { folder, faults } = await checkPolicy(dir)
  if (!folder) return { dir, policy: null, hash: null, faults, warnings: [] }
  const { policy, hash, calendar } = folder
  const warnings = calendarWarnings(folder, now).map((warning) => sentence(calendar.code, warning))
  return { dir, policy: policy.code, hash, faults: await mapFaults(dir, policy), warnings }
}

const sentence = (calendar: string, warning: CalendarWarning): string =>
  warning.kind === "lunar"
    ? `calendar ${calendar}: the lunar days of ${warning.year} are not confirmed.`
    : `calendar ${calendar}: the year ${warning.year} is missing; from ${warning.from} on requests are refused.`

// Policies share their calendar: what is to be said of it is said once.
const warnings = (reports: readonly Report[]): string[] =>
  [...new Set(reports.flatMap((each) => each.warnings))].map((text) => `warning: ${text}`)

// Against a policy with faults of its own a map cannot be judged.
async function mapFaults(dir: string, policy: Policy): Promise<Fault[]> {
  if (!existsSync(join(dir, "data-map.yaml"))) return []
  return (await readDataMap(dir, policy)).faults
}

function lines({ dir, policy, faults }: Report): string[] {
  if (faults.length === 0) return [`${dir}: policy "${policy}" is sound.`]
  return [...faults.map(faultLine), `${dir}: ${faults.length} ${faults.length === 1 ? "fault" : "faults"}.`]
}
