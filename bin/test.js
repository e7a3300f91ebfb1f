// npm test: every check, one after the other, and a count at the end. With the name of a part
// (check, unit, e2e) only that part; further arguments go to its test runner.
import { spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { ensureInstalled } from "./install.js"

const [part = "all", ...rest] = process.argv.slice(2)
const scratch = mkdtempSync(path.join(tmpdir(), "ukuk-report-"))
const total = { passed: 0, failed: 0, skipped: 0 }
/** What failed, by name: said again at the very end, where it is found. */
const failures = []

function run(program, args, env = {}) {
  const file = path.join("node_modules", program)
  return spawnSync(process.execPath, [file, ...args], { stdio: "inherit", env: { ...process.env, ...env } })
    .status
}

function count(name, passed, failed) {
  total.passed += passed
  total.failed += failed
  console.log(`── ${name}: ${failed === 0 ? "passed" : "FAILED"}\n`)
}

/** A check that either holds or not: all its commands must exit with 0. */
function check(name, ...commands) {
  console.log(`── ${name}`)
  const holds = commands.every(
    ([program, ...args]) => run(program, args, { NEXT_TELEMETRY_DISABLED: "1" }) === 0,
  )
  if (!holds) failures.push(name)
  count(name, holds ? 1 : 0, holds ? 0 : 1)
}

function report(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {}
}

// A runner that fails without a failed test (a file that does not load, no test found) counts as one failure.
function suite(name, exitCode, passed = 0, failed = 0) {
  const nothing = passed + failed === 0 || (exitCode !== 0 && failed === 0)
  count(`${name}, ${passed} passed`, passed, failed + (nothing ? 1 : 0))
}

const firstLines = (text = "") => text.split("\n").slice(0, 4).join("\n  ")

function failedUnits({ testResults = [] }) {
  for (const { name, message, status, assertionResults = [] } of testResults) {
    const failed = assertionResults.filter((test) => test.status === "failed")
    for (const { fullName, failureMessages } of failed)
      failures.push(`${path.relative(".", name)}: ${fullName}\n  ${firstLines(failureMessages[0])}`)
    if (status === "failed" && failed.length === 0)
      failures.push(`${path.relative(".", name)}\n  ${firstLines(message)}`)
  }
}

function failedStories({ suites = [] }) {
  for (const { specs = [], suites: inner } of suites) {
    failedStories({ suites: inner })
    for (const { file, line, title, tests } of specs)
      if (tests.some(({ status }) => status === "unexpected" || status === "flaky"))
        failures.push(`${file}:${line}: ${title}`)
  }
}

function vitest(name, args) {
  console.log(`── ${name}`)
  const file = path.join(scratch, `${name}.json`)
  const options = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`, ...args]
  const code = run("vitest/vitest.mjs", options)
  const read = report(file)
  const { numPassedTests, numFailedTests, numPendingTests = 0 } = read
  total.skipped += numPendingTests
  failedUnits(read)
  suite(name, code, numPassedTests, numFailedTests)
}

function playwright(args) {
  console.log("── browser")
  const file = path.join(scratch, "browser.json")
  const code = run("@playwright/test/cli.js", ["test", "--reporter=list,json", ...args], {
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
  })
  const read = report(file)
  const { stats } = read
  failedStories(read)
  suite("browser", code, stats?.expected, (stats?.unexpected ?? 0) + (stats?.flaky ?? 0))
}

function statics() {
  check("format and lint", ["@biomejs/biome/bin/biome", "check", "--error-on-warnings"])
  check("types", ["next/dist/bin/next", "typegen"], ["typescript/bin/tsc", "--noEmit"])
  check("dead code", ["knip/bin/knip.js", "--no-progress"])
}

const parts = {
  all() {
    statics()
    vitest("unit and database", [])
    playwright([])
  },
  check() {
    statics()
    vitest("architecture", ["lib/architecture.test.ts"])
    vitest("supply chain", ["bin/supply.test.ts"])
  },
  unit: () => vitest("unit and database", rest),
  e2e: () => playwright(rest),
}

if (!Object.hasOwn(parts, part)) {
  console.error("Usage: node bin/test.js [check | unit | e2e] [arguments for the test runner]")
  process.exit(2)
}
ensureInstalled()
parts[part]()
rmSync(scratch, { recursive: true, force: true })
for (const failure of failures) console.log(`failed: ${failure}`)
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : ""
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`)
process.exit(total.failed === 0 ? 0 : 1)
