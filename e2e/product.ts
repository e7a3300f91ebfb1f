import { spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { freePort } from "../db/embedded/place"

/** How long a first start may take: it installs, builds and fills the demo sources. */
export const PATIENCE = 10 * 60_000

/** A product that runs: its address, its files, and how it is stopped. */
export type Running = { url: string; home: string; stop: () => Promise<void> }

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/api/health/ready`, { signal: AbortSignal.timeout(5_000) })).ok
  } catch {
    return false
  }
}

/**
 * Starts the whole product of one policy folder as a person would, with a home of its own, and waits until it is ready.
 * Throws when it does not get there. `more`: variables that need to know its address.
 */
export async function startProduct(
  policy: string,
  more: (url: string) => Promise<Record<string, string>> = async () => ({}),
): Promise<Running> {
  const home = mkdtempSync(path.join(tmpdir(), "ukuk-e2e-"))
  const port = await freePort()
  const url = `http://localhost:${port}`
  const { DATABASE_URL: _, ...inherited } = process.env
  const variables = { PORT: String(port), APP_URL: url, UKUK_HOME: home, UKUK_DEMO: "1", UKUK_POLICY: policy }
  const given = await more(url)
  const child = spawn(process.execPath, ["bin/start.js"], {
    env: { ...inherited, ...variables, ...given },
    stdio: ["ignore", "inherit", "inherit"],
  })
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()))
  const stop = async () => {
    if (process.env.CI)
      console.log(readFileSync(path.join(home, "worker.log"), "utf8").split("\n").slice(-20).join("\n"))
    child.kill("SIGTERM")
    await ended
    rmSync(home, { recursive: true, force: true })
  }
  for (const end = Date.now() + PATIENCE; !(await isReady(url)); await sleep(500)) {
    if (child.exitCode === null && Date.now() < end) continue
    await stop()
    throw new Error("The product did not start.")
  }
  return { url, home, stop }
}
