import type { WorkerEvents } from "graphile-worker"

/**
 * A runner whose very first question was lost fails at every later one without asking: it would pass for one that is
 * alive. The result is called from time to time with whether the database answers, and says whether that is so: it did the
 * last time, too, and since then no job could be looked for.
 */
export function watchTaking(events: WorkerEvents): (answers: boolean) => boolean {
  let failed = 0
  let before = 0
  const taken = () => {
    failed = 0
    before = 0
  }
  events.on("worker:getJob:error", () => {
    failed += 1
  })
  events.on("worker:getJob:empty", taken)
  events.on("job:start", taken)
  return (answers) => {
    const isStuck = answers && before > 0 && failed > before
    before = answers ? failed : 0
    return isStuck
  }
}
