import { spawnSync } from "node:child_process"
import { existsSync, readFileSync, truncateSync, unlinkSync, writeFileSync } from "node:fs"
import path from "node:path"
import { put } from "@/lib/sources/files/system.fixture"
import { openPipe } from "@/lib/testing/pipe.fixture"
import type { Drop } from "./files.fixture"
import {
  deliver,
  deliverOften,
  nothingToUndo,
  type Strikes,
  type Struck,
  until,
  untilFailed,
} from "./strike.fixture"

const HELD = "held.csv"
const PAGE = 4096

/** What happens to a folder, to the system behind it and to the worker that uses it. */
export const filesStrikes = (drop: Drop): Strikes => ({
  async "worker killed"(struck) {
    const { hall } = struck
    await whileReading(drop, struck, () => hall.worker().kill())
    await whileOrdering(drop, struck, () => hall.worker().kill())
    return nothingToUndo
  },
  /** The system ends while it writes, and begins anew: at no moment before the end is there a whole file with its sum. */
  async "database killed"(struck) {
    const whole = await exported(drop, struck)
    const held = path.join(drop.folder, HELD)
    truncateSync(held, Math.floor(whole.length / 2))
    await deliver(struck)
    await untilFailed(struck, 1)
    unlinkSync(`${held}.sum`)
    put(drop.folder, HELD, whole)
    await untilFailed(struck, 2)
    await whileReading(drop, struck, async () => drop.system.exportAll())
    return nothingToUndo
  },
  async "connection dropped"(struck) {
    const whole = await exported(drop, struck)
    const pipe = openPipe(path.join(drop.folder, HELD))
    await deliver(struck)
    // Whoever reads it gets a part, and then the end.
    for (const [failed, share] of [1 / 4, 1 / 2].entries())
      await untilFailed(struck, failed + 1, () => pipe.feed(whole.subarray(0, whole.length * share))?.())
    put(drop.folder, HELD, whole)
    return nothingToUndo
  },
  async timeout(struck) {
    drop.isAway = true
    const sum = path.join(drop.folder, `${await ordered(drop, struck)}.sum`)
    writeFileSync(sum, readFileSync(sum, "utf8").replace(/made .*/, "made 2020-01-01T00:00:00Z"))
    await deliver(struck)
    return async () => {
      drop.isAway = false
      drop.system.work()
    }
  },
  "delivered twice": (struck) => deliverOften(struck),
  async "permission lost"(struck) {
    mount("remount,ro", drop.folder)
    await deliver(struck)
    return async () => mount("remount,rw", drop.folder)
  },
  /** There is room for the sum of an order, and none for the order. */
  async "disk full"(struck) {
    drop.disk?.fill(PAGE)
    await deliver(struck)
    return async () => drop.disk?.empty()
  },
})

function mount(how: string, folder: string): void {
  const { status, stderr } = spawnSync("mount", ["-o", how, folder], { encoding: "utf8" })
  if (status !== 0) throw new Error(`the folder was not mounted anew: ${stderr}`)
}

/** A new export, which nobody has read. */
async function exported({ folder, system }: Drop, { hall }: Struck): Promise<Buffer> {
  await hall.ensureWorker()
  // A worker that has just begun reads every source once, for nobody.
  await until("the sources to be checked", hall, async () => {
    const { rows } = await hall.portal.owner.query(
      "select 1 from graphile_worker.jobs where task_identifier = 'check-sources'",
    )
    return rows.length === 0
  })
  system.exportAll()
  return readFileSync(path.join(folder, HELD))
}

/** Does something while the worker has read half of what the system holds. */
async function whileReading(drop: Drop, struck: Struck, act: () => Promise<unknown>): Promise<void> {
  const whole = await exported(drop, struck)
  const pipe = openPipe(path.join(drop.folder, HELD))
  await deliver(struck)
  const ends: (() => void)[] = []
  await until("the export to be read", struck.hall, () => {
    ends.push(...[pipe.feed(whole.subarray(0, whole.length / 2))].filter((end) => end !== null))
    return ends.length > 0
  })
  put(drop.folder, HELD, whole)
  await act()
  for (const end of ends) end()
}

/** Does something while half of the order is written; what was written of it stays. */
async function whileOrdering(drop: Drop, struck: Struck, act: () => Promise<unknown>): Promise<void> {
  const name = await ordered(drop, struck)
  const at = (file: string) => path.join(drop.folder, file)
  const whole = readFileSync(at(name))
  // The same order is written under the same name: as if it had not been there yet.
  for (const file of [name, `${name}.sum`]) unlinkSync(at(file))
  const draft = at(`.${name}.part`)
  const letGo = openPipe(draft).fill()
  await deliver(struck)
  await until("the order to be written", struck.hall, () => existsSync(at(`${name}.sum`)))
  await act()
  letGo()
  unlinkSync(draft)
  writeFileSync(draft, whole.subarray(0, whole.length / 2))
}

/** Lets the work go on until the person's order lies there; its name. */
async function ordered({ ordersOf }: Drop, struck: Struck): Promise<string> {
  await deliver(struck)
  await until("the order to be there", struck.hall, () => ordersOf(struck.found.n).length > 0)
  // Whoever wrote it puts the next look off, and with it what is delivered before.
  await until("the order to be left alone", struck.hall, async () => {
    const { rows } = await struck.hall.portal.owner.query(
      "select 1 from graphile_worker._private_jobs where payload ->> 'part' = $1 and locked_at is not null",
      [struck.found.part],
    )
    return rows.length === 0
  })
  const [name] = ordersOf(struck.found.n)
  if (!name) throw new Error("there is no order")
  return name
}
