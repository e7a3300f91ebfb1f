import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { bundleOf } from "@/lib/testing/bundle.fixture"
import type { Told } from "./alone.fixture"
import { openStore, type Store } from "./store.fixture"

/** The reference system in a process of its own, to be killed. */
export type CardsProcess = {
  /** Where it listens now: another port after each start. */
  address: { host: string; port: number }
  tell(told: Told): Promise<void>
  /** What it keeps, read from its disk. */
  kept(): Store
  /** Its process at once, as a power cut ends it. */
  kill(): Promise<void>
  /** After `kill`: the same system again, with what it kept. */
  restart(): Promise<void>
  close(): Promise<void>
}

/** Starts it without anybody in it; `secret` signs both ways. */
export async function startCards(secret: string): Promise<CardsProcess> {
  const folder = mkdtempSync(path.join(tmpdir(), "cards-"))
  const journal = path.join(folder, "journal")
  const address = { host: "127.0.0.1", port: 0 }
  const start = async (): Promise<ChildProcess> => {
    const program = bundleOf("lib/sources/http/reference/alone.fixture.ts")
    const { PATH, NODE_ENV } = process.env
    const child = fork(program, [journal], {
      env: { PATH, NODE_ENV, CARDS_WEBHOOK_SECRET: secret },
      execArgv: [],
    })
    const [url] = await once(child, "message")
    address.port = Number(new URL(String(url)).port)
    return child
  }
  let child = await start()
  const kill = async () => {
    const gone = once(child, "exit")
    child.kill("SIGKILL")
    await gone
  }
  return {
    address,
    async tell(told) {
      const done = once(child, "message")
      child.send(told)
      await done
    },
    kept: () => openStore(journal),
    kill,
    async restart() {
      child = await start()
    },
    async close() {
      await kill()
      rmSync(folder, { recursive: true })
    },
  }
}
