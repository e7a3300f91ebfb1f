import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { setTimeout as sleep } from "node:timers/promises"
import { environmentOf, startWorker, type WorkerProcess } from "@/lib/testing/worker-process.fixture"
import type { Stage } from "./stage"

export type Killed = { worker: number; client: number; database: number; cuts: number }

/** Numbers between 0 and 1 that are the same for the same seed. */
export function chance(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The processes under chaos, each started again whenever it has ended. */
export class Running {
  private worker: WorkerProcess | undefined
  private client: ChildProcess | undefined
  clientIsDone = false

  constructor(private readonly stage: Stage) {}

  keepUp(): void {
    if (!this.worker || this.worker.hasEnded()) {
      this.stage.note("logs.txt", this.worker?.output() ?? "")
      this.worker = startWorker(this.stage.configuration, {
        SMTP_URL: this.stage.configuration.smtpUrl ?? "",
      })
    }
    if (!this.client && !this.clientIsDone) this.startClient()
  }

  /** Waits until the worker takes jobs, or has ended. */
  async workerStarted(): Promise<void> {
    await this.worker?.started.catch(() => undefined)
  }

  async killWorker(): Promise<void> {
    await this.worker?.kill()
  }

  async killClient(): Promise<void> {
    const { client } = this
    if (!client) return
    const gone = once(client, "exit")
    client.kill("SIGKILL")
    await gone
  }

  async end(): Promise<void> {
    this.clientIsDone = true
    await Promise.all([this.killWorker(), this.killClient()])
    this.stage.note("logs.txt", this.worker?.output() ?? "")
  }

  private startClient(): void {
    const { configuration, folder, note } = this.stage
    const client = spawn(process.execPath, ["--import", "tsx", "bench/chaos/client.ts", folder], {
      env: environmentOf(configuration),
      stdio: ["ignore", "pipe", "pipe"],
    })
    for (const stream of [client.stdout, client.stderr])
      stream.on("data", (text) => note("logs.txt", String(text)))
    client.once("exit", (code) => {
      if (this.client !== client) return
      this.client = undefined
      if (code === 0) this.clientIsDone = true
    })
    this.client = client
  }
}

/** Kills so often, at moments that the seed chooses; most often the worker. `goesOn` says false to end it early. */
export async function strikeAll(
  { cluster, door, allow }: Stage,
  running: Running,
  {
    kills,
    people,
    random,
    goesOn,
  }: { kills: number; people: number; random: () => number; goesOn(done: number): boolean },
): Promise<Killed> {
  const killed: Killed = { worker: 0, client: 0, database: 0, cuts: 0 }
  for (let n = 0; n < kills && goesOn(n); n += 1) {
    allow(Math.ceil(((n + 1) / kills) * people))
    running.keepUp()
    // One in ten dies while it starts.
    if (random() > 0.1) await running.workerStarted()
    await sleep(random() * 300)
    if (random() < 0.1) {
      door.drop()
      killed.cuts += 1
      await sleep(random() * 100)
    }
    const who = random()
    if (who < 0.03) {
      await cluster.kill()
      await cluster.restart()
      killed.database += 1
    } else if (who < 0.1) {
      await running.killClient()
      killed.client += 1
    } else {
      await running.killWorker()
      killed.worker += 1
    }
  }
  return killed
}
