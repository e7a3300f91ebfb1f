import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { POLICY_USAGE, policyCommand } from "@/bin/commands/policy"

const MARCH = new Date("2026-03-02T06:00:00Z")
const LUNAR = [2026, 2027].map((year) => `warning: calendar KG: the lunar days of ${year} are not confirmed.`)

async function run(...args: string[]) {
  const lines: string[] = []
  const exit = await policyCommand(args, (line) => lines.push(line), MARCH)
  return { exit, lines }
}

test("policy check says that somo is sound, and names the fault of a broken copy as file:line:column", async () => {
  expect(await run("check", "policies/somo")).toEqual({
    exit: 0,
    lines: ['policies/somo: policy "somo" is sound.', ...LUNAR],
  })
  const home = await mkdtemp(join(tmpdir(), "policies-"))
  await cp("policies", home, { recursive: true })
  const file = join(home, "somo/policy.yaml")
  await writeFile(file, (await readFile(file, "utf8")).replace("code: somo\n", "code: So Mo\n"))
  const { exit, lines } = await run("check", join(home, "somo"))
  expect(exit).toBe(1)
  expect(lines).toEqual([
    `${file}:5:1 "code" must be a code in snake_case, not "So Mo".`,
    `${join(home, "somo")}: 1 fault.`,
  ])
  const json = await run("check", "policies/somo", join(home, "somo"), "--json")
  expect(json.exit).toBe(1)
  expect(JSON.parse(json.lines.join(""))).toMatchObject({
    sound: false,
    checked: [
      { policy: "somo", faults: [] },
      { policy: null, faults: [{ file, line: 5, path: "code" }] },
    ],
  })
  await rm(home, { recursive: true })
})

test("the data map beside a policy is checked with it, and a folder alone finds the shipped profile and calendar", async () => {
  const home = await mkdtemp(join(tmpdir(), "policies-"))
  await cp("policies/somo/policy.yaml", join(home, "policy.yaml"))
  expect(await run("check", home)).toEqual({ exit: 0, lines: [`${home}: policy "somo" is sound.`, ...LUNAR] })
  const map = join(home, "data-map.yaml")
  await writeFile(
    map,
    (await readFile("policies/somo/data-map.yaml", "utf8")).replace("policy: somo", "policy: om"),
  )
  const { exit, lines } = await run("check", home)
  expect(exit).toBe(1)
  expect(lines[0]).toMatch(/data-map\.yaml:\d+:1 The policy beside this map is "somo": correct "policy"\.$/)
  await rm(home, { recursive: true })
})

test("a calendar that will not do is warned of once for all policies that count by it, and is no fault", async () => {
  const lines: string[] = []
  const dirs = ["policies/somo", "policies/om"]
  const out = (line: string) => lines.push(line)
  expect(await policyCommand(["check", ...dirs], out, new Date("2027-10-01T06:00:00Z"))).toBe(0)
  expect(lines).toEqual([
    'policies/somo: policy "somo" is sound.',
    'policies/om: policy "om" is sound.',
    "warning: calendar KG: the year 2028 is missing; from 2027-12-02 on requests are refused.",
    "warning: calendar KG: the lunar days of 2027 are not confirmed.",
  ])
})

test("help is printed on request with exit 0 and on wrong usage with exit 2", async () => {
  expect(await run("--help")).toEqual({ exit: 0, lines: [POLICY_USAGE] })
  expect(await run("check")).toEqual({ exit: 2, lines: [POLICY_USAGE] })
  expect(await run("burn", "policies/somo")).toEqual({ exit: 2, lines: [POLICY_USAGE] })
  expect(await run("check", "policies/somo", "--loud")).toEqual({ exit: 2, lines: [POLICY_USAGE] })
})
