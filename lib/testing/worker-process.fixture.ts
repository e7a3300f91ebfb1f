import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import type { Configuration } from "@/lib/configuration"
import { bundleOf } from "./bundle.fixture"

export type WorkerProcess = {
  /** Settles when it takes jobs. */
  started: Promise<void>
  /** What it has written so far. */
  output(): string
  hasEnded(): boolean
  /** Ends it as a power cut would, at whatever instruction it is. */
  kill(): Promise<void>
}

/** The variables a process of a deployment is started with. */
export function environmentOf({
  databaseUrl,
  masterKey,
  authSecret,
  appUrl,
  connections,
  webhookSecrets,
  home,
}: Configuration): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    NODE_ENV: process.env.NODE_ENV,
    DATABASE_URL: databaseUrl,
    MASTER_KEY: masterKey.toString("base64"),
    AUTH_SECRET: authSecret,
    APP_URL: appUrl,
    UKUK_HOME: home,
    UKUK_DEMO: "1",
    ...connections,
    ...webhookSecrets,
  }
}

/** Starts the worker of a deployment in a process of its own; `more` are further variables. */
export function startWorker(
  configuration: Configuration,
  more: Readonly<Record<string, string>> = {},
): WorkerProcess {
  const env = { ...environmentOf(configuration), ...more }
  const child = spawn(process.execPath, [bundleOf("bin/worker.ts")], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  })
  return watched(child)
}

function watched(child: ChildProcess): WorkerProcess {
  let output = ""
  let begun: () => void = () => undefined
  const gone = once(child, "exit")
  const started = new Promise<void>((resolve, reject) => {
    begun = resolve
    void gone.then(() => reject(new Error(`the worker did not start:\n${output}`)))
  })
  // Whoever kills it before it has started waits for nothing.
  started.catch(() => undefined)
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => {
      output += chunk.toString()
      if (output.includes('"worker.started"')) begun()
    })
  return {
    started,
    output: () => output,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    async kill() {
      child.kill("SIGKILL")
      await gone
    },
  }
}
