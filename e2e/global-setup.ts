import { spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { freePort } from "../db/embedded/place"

const patience = 10 * 60_000

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/api/health/ready`, { signal: AbortSignal.timeout(5_000) })).ok
  } catch {
    return false
  }
}

/**
 * Starts the whole product as a person would, with a home of its own, and waits until it is ready. The
 * tests find it at UKUK_E2E_URL and its files in UKUK_E2E_HOME; with UKUK_E2E_URL already set nothing is started.
 */
export default async function setup(): Promise<() => Promise<void>> {
  if (process.env.UKUK_E2E_URL) return async () => undefined
  const home = mkdtempSync(path.join(tmpdir(), "ukuk-e2e-"))
  const port = await freePort()
  const url = `http://localhost:${port}`
  const { DATABASE_URL: _, ...inherited } = process.env
  const child = spawn(process.execPath, ["bin/start.js"], {
    env: { ...inherited, PORT: String(port), APP_URL: url, UKUK_HOME: home, UKUK_DEMO: "1" },
    stdio: ["ignore", "inherit", "inherit"],
  })
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()))
  const stop = async () => {
    child.kill("SIGTERM")
    await ended
    rmSync(home, { recursive: true, force: true })
  }
  for (const end = Date.now() + patience; !(await isReady(url)); await sleep(500)) {
    if (child.exitCode === null && Date.now() < end) continue
    await stop()
    throw new Error("The product did not start.")
  }
  process.env.UKUK_E2E_URL = url
  process.env.UKUK_E2E_HOME = home
  return async () => {
    if (process.env.CI)
      console.log(readFileSync(path.join(home, "worker.log"), "utf8").split("\n").slice(-20).join("\n"))
    await stop()
  }
}
