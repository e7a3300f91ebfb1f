import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { z } from "zod"
import { startMark } from "@/db/embedded/process"
import { endGroup } from "./children"

const Process = z.object({ pid: z.number().int(), mark: z.string() })
const Running = z.object({ owner: Process, children: z.array(Process) })

const isRunning = ({ pid, mark }: z.infer<typeof Process>) => startMark(pid) === mark

const processOf = (pid: number) => ({ pid, mark: startMark(pid) ?? "" })

/** What is written down about the processes of one start, so that the next can end what was left. */
export type RunningFile = { add(pid: number): void; remove(): void }

/**
 * Takes `home` for this process. An earlier start that is just ending is waited for (`patience` ms); what
 * a killed one left behind is ended. Throws when another start with the same home goes on running.
 */
export async function claimHome(home: string, patience = 8_000): Promise<RunningFile> {
  mkdirSync(home, { recursive: true })
  const file = path.join(home, "running.json")
  if (existsSync(file)) {
    const { owner, children } = Running.parse(JSON.parse(readFileSync(file, "utf8")))
    for (let waited = 0; isRunning(owner) && waited < patience; waited += 200) await sleep(200)
    if (isRunning(owner))
      throw new Error(`Ukuk already runs with the data in ${home} (process ${owner.pid}).`)
    const leftovers = children.filter(isRunning)
    await Promise.all(leftovers.map(({ pid }) => endGroup(pid)))
  }
  const running = { owner: processOf(process.pid), children: [] as z.infer<typeof Process>[] }
  const write = () => {
    writeFileSync(`${file}.new`, JSON.stringify(running), { mode: 0o600 })
    renameSync(`${file}.new`, file)
  }
  write()
  return {
    add(pid) {
      running.children = [...running.children.filter(isRunning), processOf(pid)]
      write()
    },
    remove: () => rmSync(file, { force: true }),
  }
}
