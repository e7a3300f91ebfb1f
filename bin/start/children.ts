import { type ChildProcess, spawn } from "node:child_process"
import { closeSync, openSync, readFileSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"
import { endProcess } from "@/db/embedded/process"

/** A program to keep running; `log` null: it writes where we write. */
export type Program = { name: string; args: string[]; env: NodeJS.ProcessEnv; log: string | null }

/** A started program; `ended` tells its exit code (null: a signal) and in words how it went. */
export type Started = {
  pid: number
  ended: Promise<{ code: number | null; how: string }>
  stop(): Promise<void>
}

/** Ends a process that leads its own group, politely first, and whatever is left of the group with it. */
export async function endGroup(pid: number): Promise<void> {
  await endProcess(pid, ["SIGTERM", "SIGKILL"], 5_000)
  try {
    process.kill(-pid, "SIGKILL")
  } catch {
    // Nothing was left of the group: what we wanted.
  }
}

function lastLines(log: string | null): string {
  return log === null ? "" : `\n${readFileSync(log, "utf8").trim().split("\n").slice(-10).join("\n")}`
}

function launch({ args, env, log }: Program): ChildProcess {
  const output = log === null ? "inherit" : openSync(log, "a", 0o600)
  const child = spawn(process.execPath, ["--import", "./bin/start/with-parent.js", ...args], {
    env: { ...env, UKUK_PARENT: String(process.pid) },
    stdio: ["ignore", output, output, "ipc"],
    detached: true, // its own group: Ctrl-C reaches us alone, and we end things in order
  })
  if (typeof output === "number") closeSync(output)
  return child
}

/** Starts a program under Node, tied to this process's life. */
export function startProgram(program: Program): Started {
  const child = launch(program)
  const { pid } = child
  if (pid === undefined) throw new Error(`The ${program.name} could not be started.`)
  const ended = new Promise<{ code: number | null; how: string }>((resolve) =>
    child.once("exit", (code, signal) => {
      const why = signal ?? `exit code ${code}`
      resolve({ code, how: `The ${program.name} ended (${why}).${lastLines(program.log)}` })
    }),
  )
  return { pid, ended, stop: () => endGroup(pid) }
}

/**
 * Keeps a program running: when it ends it is started again, at first after a second, then less and less
 * often up to half a minute. Each new process is told to `onStart`.
 */
export function keepRunning(program: Program, onStart: (pid: number) => void): { stop(): Promise<void> } {
  let stopped = false
  let current = startProgram(program)
  onStart(current.pid)
  const loop = async () => {
    for (let pause = 1_000; ; pause = Math.min(pause * 2, 30_000)) {
      const since = Date.now()
      const { how } = await current.ended
      if (stopped) return
      if (Date.now() - since > 60_000) pause = 1_000
      console.error(`${how}\nStarting the ${program.name} again in ${pause / 1_000} s.`)
      await sleep(pause, undefined, { ref: false })
      if (stopped) return
      current = startProgram(program)
      onStart(current.pid)
    }
  }
  void loop()
  return {
    async stop() {
      stopped = true
      await current.stop()
    },
  }
}
