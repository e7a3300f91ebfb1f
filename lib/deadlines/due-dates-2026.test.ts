import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { parse } from "yaml"
import { z } from "zod"
import { dueDate } from "@/lib/deadlines/due-date"
import { explainDueDate } from "@/lib/deadlines/explain-due-date"
import { clockRules, workingCalendar } from "@/lib/deadlines/from-policy"
import { Calendar } from "@/lib/policy/calendar-schema"
import { Profile } from "@/lib/policy/profile-schema"
import { Term } from "@/lib/policy/text-schema"

const Row = z.strictObject({
  profile: z.enum(["KG-2026", "KG-58", "GDPR"]).default("KG-2026"),
  of: z.string(),
  set: z.record(z.string(), z.unknown()).default({}),
  received: z.string(),
  pauses: z.array(z.strictObject({ from: z.iso.date(), to: z.iso.date().nullable() })).default([]),
  asOf: z.iso.date().optional(),
  extension: z.union([Term, z.strictObject({ until: z.iso.date() })]).optional(),
  due: z.iso.date(),
  note: z.string().min(1),
})

const yaml = (file: string): unknown => parse(readFileSync(file, "utf8"))
const rows = z.array(Row).parse(yaml("lib/deadlines/due-dates-2026.yaml"))
const calendar = Calendar.parse(yaml("policies/calendars/KG.yaml"))
const profiles = new Map(
  Row.shape.profile
    .unwrap()
    .options.map((code) => [code, Profile.parse(yaml(`policies/profiles/${code}.yaml`))]),
)

function counted({ profile: code, of, set, received, ...rest }: z.infer<typeof Row>) {
  const profile = profiles.get(code)
  const term = [...(profile?.rights ?? []), ...(profile?.otherTerms ?? [])].find(
    (one) => one.code === of,
  )?.term
  if (!profile || !term) throw new Error(`${code} has no term ${of}`)
  const { weekend, ...clock } = set
  const week = Array.isArray(weekend) ? Calendar.parse({ ...calendar, weekend }) : calendar
  return dueDate({
    ...rest,
    term,
    receivedAt: new Date(`${received.replace(" ", "T")}:00+06:00`),
    calendar: workingCalendar(week),
    rules: clockRules({ ...profile.clock, ...clock }, "18:00"),
  })
}

test.each(rows.map((row) => [`${row.profile} ${row.of}, ${row.received}: ${row.note}`, row] as const))(
  "%s",
  (_story, row) => {
    const { dueOn, steps } = counted(row)
    expect(dueOn).toBe(row.due)
    const shown = row.due.split("-").reverse().join(".")
    for (const locale of ["ky", "ru", "en"] as const) expect(explainDueDate(steps, locale)).toContain(shown)
  },
)

test("the table has every right and every other term of the profile in force, and both sides of each setting", () => {
  const profile = profiles.get("KG-2026")
  const named = new Set(rows.filter((row) => row.profile === "KG-2026").map(({ of }) => of))
  const all = [...(profile?.rights ?? []), ...(profile?.otherTerms ?? [])].map(({ code }) => code)
  expect(all.filter((code) => !named.has(code as string))).toEqual([])
  expect(rows.length).toBeGreaterThanOrEqual(40)
})
