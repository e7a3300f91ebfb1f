import { setTimeout as sleep } from "node:timers/promises"
import { partRow } from "@/lib/testing/cases"
import type { SmallDisk } from "@/lib/testing/small-disk.fixture"
import type { Case, Hall } from "./hall.fixture"
import type { Reached, Source } from "./source.fixture"
import type { Fault, Outcome } from "./table"

/** How many bytes a source answers in an undisturbed run, to a worker that has just begun and to one that has not. */
export type Answers = { cold: number; warm: number }

/** A part under a fault. */
export type Struck<S extends Source = Source> = {
  hall: Hall
  source: S
  found: Case
  answers: Answers
  disk: SmallDisk | null
}

/** Whatever the fault, once it was there: what ends it, in the end. Throws where it never happened. */
type Strike<S extends Source = Source> = (struck: Struck<S>) => Promise<() => Promise<void>>
export type Strikes<S extends Source = Source> = Readonly<Record<Fault, Strike<S>>>

const PATIENCE = 60_000

/** Looks again until it is so: what is waited for depends on processes of their own. */
export async function until(
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
export const isWorkedOn = async ({ hall, found: { part } }: Struck): Promise<boolean> => {
  const { rows } = await hall.portal.owner.query(
    `select 1 from graphile_worker._private_jobs p join graphile_worker.jobs j using (id)
     where j.task_identifier = 'fulfil' and p.payload ->> 'part' = $1 and (p.attempts < p.max_attempts or p.locked_at is not null)`,
    [part],
  )
  return rows.length > 0
}

/** The pause before the next try of carrying out is over, where fewer than so many have failed: nobody waits for it here. */
async function hurry({ hall, found: { part } }: Struck, failed = 100): Promise<void> {
  await hall.portal.owner.query(
    `with hurried as (update graphile_worker._private_jobs p set run_at = now() from graphile_worker.jobs j
       where j.id = p.id and j.task_identifier = 'fulfil' and p.payload ->> 'part' = $1
         and coalesce((p.payload ->> 'tried')::int, 0) < $2 and p.locked_at is null and p.run_at > now() returning 1)
     select pg_notify('jobs:insert', '{"count":1}') from hurried`,
    [part, failed],
  )
}

/** Until so many tries have failed. */
export async function untilFailed(struck: Struck, times: number, meanwhile?: () => void): Promise<void> {
  const { hall, found } = struck
  await until(`try ${times} to fail`, hall, async () => {
    meanwhile?.()
    const { rows } = await hall.portal.owner.query(
      "select 1 from graphile_worker._private_jobs where payload ->> 'part' = $1 and (payload ->> 'tried')::int >= $2",
      [found.part, times],
    )
    if (rows.length === 0) await hurry(struck, times)
    return rows.length > 0
  })
}

type Settled = "done" | { stalled: string } | { waits: string }

/** Until the part is done, has stalled, or somebody is told that it waits, and nothing is left of it to do. */
export async function settle(struck: Struck): Promise<Settled> {
  const { hall, source, found } = struck
  let waits: string | null = null
  await until("the part to settle", hall, async () => {
    await source.respond?.(hall)
    await hurry(struck)
    if (await isWorkedOn(struck)) return false
    waits = (await source.dutyOf?.(found)) ?? null
    return waits !== null || (await partRow(hall.portal, found.part)).status !== "fulfilling"
  })
  if (waits !== null) return { waits }
  const { status, stall_cause: cause } = await partRow(hall.portal, found.part)
  return status === "stalled" ? { stalled: (cause ?? "").split(":")[0] ?? "" } : "done"
}

/** The job of a part three times at once, and once more when it is done. */
export async function deliverOften(struck: Struck, then?: () => Promise<void>): Promise<() => Promise<void>> {
  await Promise.all([deliver(struck), deliver(struck, "again"), deliver(struck, "and again")])
  await then?.()
  await settle(struck)
  await deliver(struck)
  return nothingToUndo
}

/** The worker's connection is reset in the middle of an answer, and so is the next one, a little later. */
export async function dropTwice(struck: Struck): Promise<() => Promise<void>> {
  const { hall, source, answers } = struck
  for (const share of [4, 2]) {
    source.proxy.set({ is: "cut", after: Math.ceil(answers.warm / share) })
    await deliver(struck)
    await until("the connection to break", hall, () => isStruck(struck, share === 2))
  }
  return nothingToUndo
}

export const nothingToUndo = async () => undefined

const overNetwork: Strikes<Extract<Source, Reached>> = {
  "worker killed": async (struck) => {
    const { hall, source, answers } = struck
    for (const bytes of [answers.warm / 2, answers.cold / 2, (answers.cold * 3) / 4]) {
      await inTheMiddle(struck, bytes, bytes !== answers.warm / 2)
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
  "connection dropped": dropTwice,
  timeout: async (struck) => {
    const { source, found, answers } = struck
    const release = await source.hold?.(found.subjectId)
    if (release) await deliver(struck)
    else await inTheMiddle(struck, answers.warm / 2)
    await untilFailed(struck, 1)
    await release?.()
    source.proxy.set({ is: "pass" })
    return nothingToUndo
  },
  "delivered twice": (struck) => deliverOften(struck),
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

/**
 * Whether a fault of the network has struck. Of work that was `begun` before, less may be left than was waited for: then
 * also where it is over.
 */
const isStruck = async ({ hall, source, found }: Struck, begun: boolean): Promise<boolean> =>
  source.proxy.hasStruck() || (begun && (await partRow(hall.portal, found.part)).status !== "fulfilling")

/** Lets the work go on until the source has answered so much of what it will, and holds it there. */
async function inTheMiddle(struck: Struck, bytes: number, begun = false): Promise<void> {
  const { source, hall } = struck
  source.proxy.set({ is: "hang", after: Math.ceil(bytes) })
  // A new one may be held while it starts, where it is the portal that answers no more.
  void hall.ensureWorker().catch(() => undefined)
  await deliver(struck)
  await until("the work to be in the middle", hall, () => isStruck(struck, begun))
}

/**
 * Puts a part under a fault and follows it to its end. `seen` is called where it stalled, before anything is mended;
 * then the fault ends and somebody presses the button.
 */
export async function undergo(struck: Struck, fault: Fault, seen: () => Promise<void>): Promise<Outcome> {
  const { hall, source, found } = struck
  source.proxy.drop()
  await hall.ensureWorker()
  const mend = await ("strikes" in source
    ? source.strikes[fault](struck)
    : overNetwork[fault]({ ...struck, source }))
  const first = await settle(struck)
  if (first === "done") {
    await mend()
    return "same"
  }
  await seen()
  await mend()
  if ("stalled" in first) await hall.resume(found.part)
  const second = await settle(struck)
  if (second !== "done") throw new Error(`it did not go on: ${JSON.stringify(second)}`)
  return "stalled" in first ? `stalled: ${first.stalled}` : `waits: ${first.waits}`
}
