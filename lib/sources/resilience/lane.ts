import { AsyncLocalStorage } from "node:async_hooks"
import { SourceBusy } from "../failures"
import type { Run } from "./run"

/** So long a job waits for its place while nothing that another asks of the source ends. */
const PATIENCE_MS = 2_000

const jobs = new AsyncLocalStorage<object>()

/** Runs a job: all that it asks of a source, one after another or at once, takes one place there. */
export const asOneJob = <T>(work: () => Promise<T>): Promise<T> => jobs.run({}, work)

type Guest = { calls: number; entered: Promise<void> }

/**
 * So many jobs at a time in one source, whatever they ask. Another waits for as long as those inside get answers; where
 * none came for two seconds it is told at once that the source is busy, so that whoever works the jobs goes on to those of
 * other sources.
 */
export function openLane(source: string, most: number): Run {
  const guests = new Map<object, Guest>()
  const waiting: (() => void)[] = []
  let free = most
  let answeredAt = 0

  function enter(): Promise<void> {
    if (free === most) answeredAt = Date.now()
    if (free > 0) {
      free -= 1
      return Promise.resolve()
    }
    return new Promise((entered, refused) => {
      let timer: NodeJS.Timeout | undefined
      const turn = () => {
        clearTimeout(timer)
        entered()
      }
      const watch = () => {
        const left = answeredAt + PATIENCE_MS - Date.now()
        if (left > 0) {
          timer = setTimeout(watch, left)
          return
        }
        waiting.splice(waiting.indexOf(turn), 1)
        refused(new SourceBusy(source))
      }
      waiting.push(turn)
      watch()
    })
  }

  function leave(): void {
    const next = waiting.shift()
    if (next) next()
    else free += 1
  }

  return async (work) => {
    const who = jobs.getStore() ?? {}
    const guest = guests.get(who) ?? { calls: 0, entered: enter() }
    guests.set(who, guest)
    guest.calls += 1
    try {
      await guest.entered
      return await work().finally(() => {
        answeredAt = Date.now()
      })
    } finally {
      guest.calls -= 1
      if (guest.calls === 0) {
        guests.delete(who)
        // Whoever was refused never came in.
        guest.entered.then(leave, () => undefined)
      }
    }
  }
}
