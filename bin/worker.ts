import { Logger, run } from "graphile-worker"
import { readConfiguration } from "@/lib/configuration"
import { openHouse } from "@/lib/house"
import { freeJobs } from "@/lib/jobs/free-jobs"
import { crontab, tasksOf } from "@/lib/jobs/tasks"
import { log } from "@/lib/log"

const { value: configuration, faults } = readConfiguration(process.env)
if (!configuration) {
  for (const fault of faults) process.stderr.write(`${fault}\n`)
  process.exit(1)
}

const house = openHouse(configuration, { process: "worker" })
const leave = await freeJobs(house.pools.worker)
const runner = await run({
  pgPool: house.pools.worker,
  taskList: tasksOf(house),
  crontab,
  concurrency: 4,
  pollInterval: 2_000,
  noHandleSignals: true,
  // Its own lines carry the texts of errors, and with them what a database says of people's values.
  logger: new Logger(() => () => undefined),
})
log("worker.started")

/** Stops taking jobs, lets those under way finish, and closes what was opened. */
async function stop(): Promise<void> {
  await runner.stop()
  leave()
  await house.close()
  process.exit(0)
}
process.once("SIGTERM", stop)
process.once("SIGINT", stop)
