import { spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { endProcess, startMark } from "@/db/embedded/process"
import { readVariables } from "@/lib/configuration"
import { keepRunning, startProgram } from "./children"
import { deploymentOf } from "./deployment"
import { claimHome } from "./running"
import { keptSecrets } from "./secrets"

let home: string
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), "ukuk-start-"))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const living = { args: ["-e", "setInterval(() => undefined, 1000)"], env: process.env }

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !holds(); tries++) await sleep(50)
  expect(holds()).toBe(true)
}

describe("what a start runs", () => {
  it("is started again when it was killed, and is gone for good once stopped", async () => {
    const complain = vi.spyOn(console, "error").mockImplementation(() => undefined)
    const pids: number[] = []
    const worker = keepRunning({ name: "worker", ...living, log: path.join(home, "log") }, (pid) =>
      pids.push(pid),
    )
    await endProcess(pids[0] ?? 0, ["SIGKILL"], 5_000)
    await until(() => pids.length === 2)
    expect(complain.mock.calls[0]?.[0]).toMatch(/The worker ended \(SIGKILL\)/)
    await worker.stop()
    await sleep(1_500)
    expect(pids.map(startMark)).toEqual([null, null])
    complain.mockRestore()
  })

  it("says how a program ended and what it last wrote", async () => {
    const log = path.join(home, "log")
    const args = ["-e", "console.log('the cause'); process.exit(3)"]
    const { code, how } = await startProgram({ name: "build", args, env: process.env, log }).ended
    expect(code).toBe(3)
    expect(how).toBe("The build ended (exit code 3).\nthe cause")
  })

  it("ends by itself when the process that started it is killed", async () => {
    const file = path.join(home, "pid")
    const program = `
      const { startProgram } = await import("./bin/start/children.ts")
      const { writeFileSync } = await import("node:fs")
      const args = ["-e", "setInterval(() => undefined, 1000)"]
      const { pid } = startProgram({ name: "web", args, env: process.env, log: null })
      setTimeout(() => { writeFileSync(${JSON.stringify(file)}, String(pid)); console.log("up") }, 1000)`
    const parent = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", program], {
      stdio: ["ignore", "pipe", "inherit"],
    })
    await new Promise((resolve) => parent.stdout.once("data", resolve))
    const pid = Number(readFileSync(file, "utf8"))
    expect(startMark(pid)).not.toBeNull()
    parent.kill("SIGKILL")
    await until(() => startMark(pid) === null)
  })
})

describe("the home of a deployment", () => {
  it("belongs to one start at a time; what a killed one left is ended by the next", async () => {
    const other = spawn(process.execPath, living.args, { stdio: "ignore" })
    const left = spawn(process.execPath, living.args, { stdio: "ignore", detached: true })
    const known = (pid = 0) => ({ pid, mark: startMark(pid) ?? "" })
    const owner = known(other.pid)
    writeFileSync(path.join(home, "running.json"), JSON.stringify({ owner, children: [known(left.pid)] }))
    await expect(claimHome(home, 300)).rejects.toThrow(/already runs with the data in .* \(process \d+\)/)
    expect(startMark(left.pid ?? 0)).not.toBeNull()

    other.kill("SIGKILL")
    await until(() => startMark(owner.pid) === null)
    const running = await claimHome(home, 300)
    expect(startMark(left.pid ?? 0)).toBeNull()
    running.remove()
  })

  it("keeps the secrets it made, for its owner alone, and hands no owner's password to what it runs", () => {
    const made = keptSecrets(home)
    expect(keptSecrets(home)).toEqual(made)
    const { LENDER_WEBHOOK_SECRET: webhook, ...others } = keptSecrets(home, ["LENDER_WEBHOOK_SECRET"])
    expect([others, webhook]).toEqual([made, expect.stringMatching(/^whsec_[\w+/=]{44}$/)])
    expect(statSync(path.join(home, "secrets.json")).mode & 0o777).toBe(0o600)

    const { value: variables } = readVariables({ UKUK_HOME: home })
    if (!variables) throw new Error("the variables were refused")
    const deployment = deploymentOf(variables, "postgres://postgres:owner-password@127.0.0.1:5000/postgres")
    expect(deployment.ownerUrl).toBe("postgres://postgres:owner-password@127.0.0.1:5000/ukuk")
    expect(deployment.env.DATABASE_URL).toBe("postgres://127.0.0.1:5000/ukuk")
    expect(deployment.env.LENDER_URL).toMatch(/^postgres:\/\/ukuk_connector:[\w-]+@127.0.0.1:5000\/lender$/)
    expect(deployment.env.LENDER_WEBHOOK_SECRET).toBe(webhook)
    const { value: own } = readVariables({
      UKUK_HOME: home,
      UKUK_DEMO: "0",
      SMTP_URL: "smtp://a",
      SMS_URL: "https://a",
    })
    expect(
      own && deploymentOf(own, "postgres://a@127.0.0.1/postgres").env.LENDER_WEBHOOK_SECRET,
    ).toBeUndefined()
    expect(JSON.stringify(deployment.env)).not.toContain("owner-password")
    expect(() => deploymentOf(variables, null)).toThrow(/run npm start once/)
  })
})
