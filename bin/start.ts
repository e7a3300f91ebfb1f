import path from "node:path"
import { startEmbedded } from "@/db/embedded"
import { readVariables, type Variables } from "@/lib/configuration"
import { readDemoPeople } from "@/lib/people/demo-people"
import { announce } from "./start/announce"
import { isBuilt, startBuild } from "./start/build"
import { keepRunning, startProgram } from "./start/children"
import { type Deployment, deploymentOf } from "./start/deployment"
import { firstAdministratorLink } from "./start/first-administrator"
import { prepare } from "./start/prepare"
import { requireFreePort, untilReady } from "./start/ready"
import { checkRegister } from "./start/register"
import { claimHome, type RunningFile } from "./start/running"
import { whenAskedToStop } from "./start/stopping"
import { workerFlags } from "./start/worker-flags"

/** What to undo at the end, last begun first. */
const undo: (() => Promise<void> | void)[] = []
let stopping: Promise<void> | null = null

async function undoAll(): Promise<void> {
  for (const step of undo.reverse())
    await Promise.resolve(step()).catch((error) => console.error(String(error)))
}

/** Ends everything once, in order, and then this process. */
function end(code: number, sentence?: string): Promise<void> {
  if (stopping) return stopping
  if (sentence) console.error(sentence)
  stopping = undoAll().finally(() => process.exit(code))
  return stopping
}

async function openDatabase(variables: Variables, home: string): Promise<string | null> {
  if (variables.databaseUrl) return null
  const opening = startEmbedded({ home })
  undo.push(async () => (await opening).stop())
  const server = await opening
  void server.ended.then(() => end(1, "The database ended; everything stops."))
  return server.url
}

function runWebAndWorker({ env, home }: Deployment, running: RunningFile, quiet: boolean): void {
  const log = (name: string) => (quiet ? path.join(home, `${name}.log`) : null)
  const web = startProgram({
    name: "web server",
    args: ["bin/web.js"],
    env: { ...env, NODE_ENV: "production" },
    log: log("web"),
  })
  running.add(web.pid)
  undo.push(web.stop)
  void web.ended.then(({ how }) => end(1, `${how}\nEverything stops.`))
  const worker = keepRunning(
    { name: "worker", args: [...workerFlags, "bin/worker.ts"], env, log: log("worker") },
    running.add,
  )
  undo.push(worker.stop)
}

async function build({ env, home }: Deployment, running: RunningFile): Promise<void> {
  if (isBuilt()) return
  console.log("Building the pages (about a minute)…")
  const { build, done } = startBuild(env, path.join(home, "build.log"))
  running.add(build.pid)
  undo.push(build.stop)
  await done
}

async function start(): Promise<void> {
  const { value: variables, faults } = readVariables(process.env)
  if (!variables) {
    for (const fault of faults) console.error(fault)
    process.exit(1)
  }
  const home = path.resolve(variables.home)
  const running = await claimHome(home)
  undo.push(running.remove)
  await requireFreePort(variables.port)
  const deployment = deploymentOf(variables, await openDatabase(variables, home))
  await Promise.all([prepare(deployment), build(deployment, running)])
  if (stopping) return
  await checkRegister(deployment)
  runWebAndWorker(deployment, running, variables.databaseUrl === null)
  await untilReady(variables.port, 60_000)
  const link = variables.demo ? null : await firstAdministratorLink(deployment)
  const demo = variables.demo ? readDemoPeople(deployment.policy) : null
  if (!stopping) announce(variables.appUrl, demo, link)
}

whenAskedToStop(() => end(0))
start().catch((error) => end(1, error instanceof Error ? error.message : String(error)))
