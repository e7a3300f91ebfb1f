import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { chromium } from "@playwright/test"

const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
]

const present = () =>
  [process.env.UKUK_BROWSER, chromium.executablePath(), ...places].find((at) => at && existsSync(at))

function run(command: string, args: string[]): boolean {
  console.log(`${command} ${args.join(" ")}`)
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" }
  return spawnSync(command, args, { stdio: "inherit", env }).status === 0
}

function install(): void {
  if (run("npx", ["playwright", "install", "chromium"])) return
  if (process.getuid?.() !== 0) return
  if (run("apt-get", ["update"])) run("apt-get", ["install", "-y", "--no-install-recommends", "chromium"])
}

/**
 * The path of a Chromium: UKUK_BROWSER, Playwright's own, the system's; when there is none it is installed.
 * Throws when that fails too.
 */
export function findBrowser(): string {
  const found = present()
  if (found) return found
  install()
  const installed = present()
  if (installed) return installed
  throw new Error("No Chromium was found or could be installed; set UKUK_BROWSER to the path of one.")
}

/** What a headless Chromium is started with on machines without a screen, a GPU or a network. */
export const browserFlags = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
]
