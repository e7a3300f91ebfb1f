import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"

/** Whether a process with this number exists; one we may not signal counts as existing. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"
  }
}

function ask(pid: number, column: string): string {
  try {
    return execFileSync("ps", ["-o", `${column}=`, "-p", String(pid)], { encoding: "utf8" }).trim()
  } catch {
    return ""
  }
}

/**
 * When the process began, as an opaque word, or null when there is none. Numbers are given out again
 * (in a container at once), so a number alone never identifies a process written down earlier.
 */
export function startMark(pid: number): string | null {
  if (!isAlive(pid)) return null
  if (!existsSync("/proc/self/stat")) return ask(pid, "lstart") || null
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
    return fields[0] === "Z" ? null : (fields[19] ?? null)
  } catch {
    return null
  }
}

/** The command line of a process, or an empty string. */
export function commandLine(pid: number): string {
  if (!existsSync("/proc/self/stat")) return ask(pid, "command")
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")
  } catch {
    return ""
  }
}

/** Sends the signals in turn, waiting `patience` milliseconds after each, until the process has gone. */
export async function endProcess(pid: number, signals: NodeJS.Signals[], patience: number): Promise<void> {
  for (const signal of signals) {
    if (startMark(pid) === null) return
    try {
      process.kill(pid, signal)
    } catch {
      return
    }
    for (let waited = 0; waited < patience; waited += 50) {
      if (startMark(pid) === null) return
      await sleep(50)
    }
  }
}
