import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { Logger, run } from "graphile-worker"
import { readConfiguration } from "@/lib/configuration"
import { RegisterFault } from "@/lib/erasures/register-file"
import { stateOfHouse } from "@/lib/erasures/state"
import { openHouse } from "@/lib/house"
import { freeJobs } from "@/lib/jobs/free-jobs"
import { freeLostJobs } from "@/lib/jobs/lost-jobs"
import { watchTaking } from "@/lib/jobs/stuck-runner"
import { crontab, tasksOf } from "@/lib/jobs/tasks"
import { missingKeys } from "@/lib/keys/check-keys"
import { keysOf } from "@/lib/keys/provider"
import { keepSequencing } from "@/lib/ledger/keep-sequencing"
import { recordStart } from "@/lib/ledger/record-start"
import { log, logFault } from "@/lib/log"
import { reopen } from "@/lib/replay/reopen"

const { value: configuration, faults } = readConfiguration(process.env)
if (!configuration) {
  for (const fault of faults) process.stderr.write(`${fault}\n`)
  process.exit(1)
}

/** So many jobs are worked at a time. */
const SLOTS = 4

const house = openHouse(configuration, { process: "worker", slots: SLOTS })
if (!(await openRestored())) {
  await house.close()
  process.exit(1)
}
const lock = createHash("sha256").update(readFileSync("package-lock.json")).digest("hex")
await recordStart(house, configuration, {
  version: JSON.parse(readFileSync("package.json", "utf8")).version,
  lock,
})
const leave = await freeJobs(house.pools.worker)
const endSequencing = keepSequencing(house)
const lost = freeLostJobs(house.pools.worker)
const isStuck = watchTaking(lost.events)
const runner = await run({
  events: lost.events,
  pgPool: house.pools.worker,
  taskList: tasksOf(house),
  crontab,
  concurrency: SLOTS,
  pollInterval: 2_000,
  noHandleSignals: true,
  // Its own lines carry the texts of errors, and with them what a database says of people's values.
  logger: new Logger(() => () => undefined),
})
await runner.addJob("check-sources", {}, { jobKey: "check-sources" })
log("worker.started")

/** Not without every key; and a restored database is made as if it had never been lost before any job is taken. Says whether all is open. */
async function openRestored(): Promise<boolean> {
  try {
    const missing = await missingKeys(house.pools.keyring, keysOf(house.configuration.masterKey))
    for (const fault of missing) process.stderr.write(`${fault}\n`)
    if (missing.length > 0) return false
    if ((await stateOfHouse(house)).is === "open") return true
    log("restore.began")
    const { requests } = await reopen(house)
    for (const number of requests) log("restore.request_lost", { ref: number })
    const { is } = await stateOfHouse(house)
    log(is === "open" ? "restore.done" : "restore.unfinished")
    return is === "open"
  } catch (error) {
    if (error instanceof RegisterFault) process.stderr.write(`${error.message}\n`)
    else logFault("restore", error)
    return false
  }
}

// Restored while this runs: no job may go on, and the next worker sets it right. So it does where none can be taken.
const watching = setInterval(async () => {
  const found = await stateOfHouse(house).then(
    ({ is }) => is,
    (error: unknown) => (error instanceof RegisterFault ? "shut" : "silent"),
  )
  const cannotTake = isStuck(found !== "silent")
  if (cannotTake || (found !== "open" && found !== "silent")) await stop(1)
}, 5_000)

let isStopping = false
// The queue's runner ends by itself where the database was lost at a bad moment. A process without it would pass for a
// worker that is alive: it ends, and the next one begins afresh.
const ended = () => {
  if (!isStopping) process.exit(1)
}
runner.promise.then(ended, ended)

/** Stops taking jobs, lets those under way finish, and closes what was opened. */
async function stop(code: 0 | 1): Promise<void> {
  isStopping = true
  clearInterval(watching)
  await runner.stop()
  await endSequencing()
  lost.end()
  leave()
  await house.close()
  process.exit(code)
}
process.once("SIGTERM", () => stop(0))
process.once("SIGINT", () => stop(0))
