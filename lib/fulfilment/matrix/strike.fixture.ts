import { setTimeout as sleep } from "node:timers/promises"
import { partRow } from "@/lib/testing/cases"
import type { SmallDisk } from "@/lib/testing/small-disk.fixture"
import type { Case, Hall } from "./hall.fixture"
import type { Source } from "./source.fixture"
import type { Fault, Outcome } from "./table"

/** How many bytes a source answers in an undisturbed run, to a worker that has just begun and to one that has not. */
export type Answers = { cold: number; warm: number }

/** A part under a fault. */
export type Struck = { hall: Hall; source: Source; found: Case; answers: Answers; disk: SmallDisk | null }

const PATIENCE = 60_000

/** Looks again until it is so: what is waited for depends on processes of their own. */
async function until(
  what: string,
  { worker, ensureWorker }: Pick<Hall, "worker" | "ensureWorker">,
  isSo: () => boolean | Promise<boolean>,
): Promise<void> {
  for (const end = Date.now() + PATIENCE; !(await isSo()); await sleep(20)) {
    // One that lost the portal's database ends, and is started again as it is in life.
    void ensureWorker().catch(() => undefined)
    if (Date.now() > end) throw new Error(`it took too long: ${what}\n${worker().output()}`)
  }
}

/** Gives the worker the job of a part; `key` other than the part's own makes a second delivery of the same. */
export async function deliver({ hall, found: { part } }: Struck, key = `fulfil:${part}`): Promise<void> {
  await hall.portal.owner.query("select guard.enqueue('fulfil', json_build_object('part', $1::text), $2)", [
    part,
    key,
  ])
}

/** One that was replaced while it ran stays as used up. */
const isWorkedOn = async ({ hall, found: { part } }: Struck): Promise<boolean> => {
  const { rows } = await hall.portal.owner.query(
    `select 1 from graphile_worker._private_jobs p join graphile_worker.jobs j using (id)
     where j.task_identifier = 'fulfil' and p.payload ->> 'part' = $1 and (p.attempts < p.max_attempts or p.locked_at is not null)`,
    [part],
  )
  return rows.length > 0
}

/** The pause before the next try is over: nobody waits for it here. */
async function hurry({ hall, found: { part } }: Struck): Promise<void> {
  await hall.portal.owner.query(
    `with hurried as (update graphile_worker._private_jobs set run_at = now()
       where payload ->> 'part' = $1 and locked_at is null and run_at > now() returning 1)
     select pg_notify('jobs:insert', '{"count":1}') from hurried`,
    [part],
  )
}

/** Until the part is done or has stalled, and nothing is left of it to do. */
export async function settle(struck: Struck): Promise<"done" | { stalled: string }> {
  const { hall, found } = struck
  await until("the part to settle", hall, async () => {
    await hurry(struck)
    return (await partRow(hall.portal, found.part)).status !== "fulfilling" && !(await isWorkedOn(struck))
  })
  const { status, stall_cause: cause } = await partRow(hall.portal, found.part)
  return status === "stalled" ? { stalled: (cause ?? "").split(":")[0] ?? "" } : "done"
}

/** Whatever the fault, once it was there: what of it was seen. Throws where it never happened. */
const strike: Readonly<Record<Fault, (struck: Struck) => Promise<() => Promise<void>>>> = {
  "worker killed": async (struck) => {
    const { hall, source, answers } = struck
    for (const bytes of [answers.warm / 2, answers.cold / 2, (answers.cold * 3) / 4]) {
      await inTheMiddle(struck, bytes)
      await hall.worker().kill()
      source.proxy.drop()
      source.proxy.set({ is: "pass" })
    }
    return nothingToUndo
  },
  "database killed": async (struck) => {
    const { source, answers } = struck
    await inTheMiddle(struck, answers.warm / 2)
    await source.kill()
    source.proxy.drop()
    await source.restart()
    source.proxy.set({ is: "pass" })
    return nothingToUndo
  },
  "connection dropped": async (struck) => {
    const { hall, source, answers } = struck
    for (const bytes of [answers.warm / 4, answers.warm / 2]) {
      source.proxy.set({ is: "cut", after: Math.ceil(bytes) })
      await deliver(struck)
      await until("the connection to break", hall, () => source.proxy.hasStruck())
    }
    return nothingToUndo
  },
  timeout: async (struck) => {
    const { source, hall, found, answers } = struck
    const release = await source.hold?.(found.subjectId)
    if (release) await deliver(struck)
    else await inTheMiddle(struck, answers.warm / 2)
    await until("the worker to give up", hall, async () => {
      const { rows } = await hall.portal.owner.query(
        "select 1 from graphile_worker._private_jobs where payload ->> 'part' = $1 and payload ->> 'tried' is not null",
        [found.part],
      )
      return rows.length > 0
    })
    await release?.()
    source.proxy.set({ is: "pass" })
    return nothingToUndo
  },
  "delivered twice": async (struck) => {
    await Promise.all([deliver(struck), deliver(struck, "again"), deliver(struck, "and again")])
    await settle(struck)
    await deliver(struck)
    return nothingToUndo
  },
  "permission lost": async (struck) => {
    const giveBack = await struck.source.deny()
    await deliver(struck)
    return giveBack
  },
  "disk full": async (struck) => {
    if (!struck.disk) throw new Error("there is no disk to fill")
    struck.disk.fill()
    await deliver(struck)
    return async () => struck.disk?.empty()
  },
}

const nothingToUndo = async () => undefined

/** Lets the work go on until the source has answered so much of what it will, and holds it there. */
async function inTheMiddle(struck: Struck, bytes: number): Promise<void> {
  const { source, hall } = struck
  source.proxy.set({ is: "hang", after: Math.ceil(bytes) })
  // A new one may be held while it starts, where it is the portal that answers no more.
  void hall.ensureWorker().catch(() => undefined)
  await deliver(struck)
  await until("the work to be in the middle", hall, () => source.proxy.hasStruck())
}

/**
 * Puts a part under a fault and follows it to its end. `seen` is called where it stalled, before anything is mended;
 * then the fault ends and somebody presses the button.
 */
export async function undergo(struck: Struck, fault: Fault, seen: () => Promise<void>): Promise<Outcome> {
  const { hall, source, found } = struck
  source.proxy.drop()
  await hall.ensureWorker()
  const mend = await strike[fault](struck)
  const first = await settle(struck)
  if (first === "done") {
    await mend()
    return "same"
  }
  await seen()
  await mend()
  await hall.resume(found.part)
  const second = await settle(struck)
  if (second !== "done") throw new Error(`it stalled again: ${second.stalled}`)
  return `stalled: ${first.stalled}`
}
