import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { drizzle } from "drizzle-orm/node-postgres"
import { freshDatabase } from "@/db/testing/database"
import { asWorker, type Signed, type StaffActor } from "@/lib/context"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { planOf } from "@/lib/fulfilment/plan"
import { storePlan } from "@/lib/fulfilment/store-plan"
import { wakePart } from "@/lib/fulfilment/wake"
import { type OpenHouse, openHouse } from "@/lib/house"
import { loadDemo } from "@/lib/people/demo"
import { checkPolicy } from "@/lib/policy/check"
import { type InForce, inForce } from "@/lib/policy/editions"
import { publishPolicy } from "@/lib/policy/publish-folder"
import { resumeFulfilment } from "@/lib/requests/approve"
import { type DataMap, PORTAL } from "@/lib/sources/map-schema"
import { readDataMap } from "@/lib/sources/read-map"
import { as, partRow, readAgainAfter } from "@/lib/testing/cases"
import { openCluster } from "@/lib/testing/cluster.fixture"
import { decideBy, planPart, seedPart, seedSubject } from "@/lib/testing/erasures"
import { type DemoStaff, openDeployment } from "@/lib/testing/open-deployment"
import { openProxy } from "@/lib/testing/proxy.fixture"
import { startWorker, type WorkerProcess } from "@/lib/testing/worker-process.fixture"
import type { Kind, Portal, Source } from "./source.fixture"

const PATIENCE = 60_000
const DIR = "policies/somo"

/** Somebody with an approved part that waits for nothing but the worker. */
export type Case = { n: number; subjectId: string; part: string }

/** A portal on a server of its own, with a source of every kind under faults, and the worker in its own process. */
export type Hall = {
  portal: Portal
  /** The portal as it serves people, by a way that no fault is on. */
  house: OpenHouse
  staff(who: DemoStaff): Promise<Signed<StaffActor>>
  sources: ReadonlyMap<string, Source>
  /** Another person, furnished like every other of the source. */
  furnish(source: Source, right: "erasure" | "access"): Promise<Case>
  worker(): WorkerProcess
  /** Starts a worker where none runs. */
  ensureWorker(): Promise<void>
  /** Until nothing is left for the worker to do but what comes later: a new one looks at every source first. */
  quiet(): Promise<void>
  /** Staff press the button of a stalled part. */
  resume(part: string): Promise<void>
  close(): Promise<void>
}

/** `scratch`: the folder in which the worker keeps what it makes. */
export async function openHall(kinds: Readonly<Record<string, Kind>>, scratch: string): Promise<Hall> {
  const cluster = await openCluster()
  const shared = process.env.UKUK_TEST_PG
  process.env.UKUK_TEST_PG = cluster.url
  const database = await freshDatabase()
  const open = openDeployment(DIR, { ...database, sources: {} })
  const door = await openProxy({ host: "127.0.0.1", port: cluster.port })
  const portal: Portal = { cluster, owner: open.owner, door }
  const opened = await Promise.all(
    Object.entries(kinds).map(async ([kind, openKind]) => [kind, await openKind(portal)] as const),
  )
  const sources = new Map(opened)
  const all = [...sources.values()]
  await publish(open.owner, all)
  await loadDemo(open.house, database.url, [])
  const home = mkdtempSync(path.join(tmpdir(), "ukuk-matrix-"))
  const configuration = {
    ...open.house.configuration,
    home,
    connections: Object.assign({}, ...all.map(({ connections }) => connections)),
    webhookSecrets: Object.assign({}, ...all.map(({ secrets }) => secrets)),
  }
  const house = openHouse(configuration, { size: 4 })
  const held = await inForce(drizzle(open.owner))
  const proxied = {
    ...configuration,
    databaseUrl: door.through(configuration.databaseUrl),
    connections: Object.assign({}, ...all.map((each) => each.proxied)),
  }
  let worker: WorkerProcess | undefined
  let last = 0
  return {
    portal,
    house,
    staff: open.staff,
    sources,
    furnish: (source, right) => furnish({ house, held, portal }, source, right, ++last),
    worker() {
      if (!worker) throw new Error("no worker was started")
      return worker
    },
    async ensureWorker() {
      if (worker && !worker.hasEnded()) return
      worker = startWorker(proxied, { TMPDIR: scratch })
      await worker.started
    },
    quiet: () => untilQuiet(open.owner),
    async resume(part) {
      const { version } = await partRow(open, part)
      await as(open, await open.staff("officer"), (ctx) => resumeFulfilment(ctx, { part, version }))
    },
    async close() {
      await worker?.kill()
      await house.close()
      await open.leave()
      await door.close()
      await Promise.all(all.map((source) => source.close()))
      await cluster.stop()
      rmSync(home, { recursive: true, force: true })
      if (shared === undefined) delete process.env.UKUK_TEST_PG
      else process.env.UKUK_TEST_PG = shared
    },
  }
}

/** The folder's policy, with the sources under faults in place of its own. */
async function publish(owner: Portal["owner"], sources: readonly Source[]): Promise<void> {
  const { folder, faults } = await checkPolicy(DIR)
  const read = folder && (await readDataMap(DIR, folder.policy))
  if (!folder || !read?.dataMap) throw new Error(JSON.stringify(faults))
  const mapped = sources.map(({ name, map, beside }) => ({ ...(map && { [name]: map }), ...beside }))
  const dataMap: DataMap = { ...read.dataMap, sources: Object.assign({}, ...mapped) }
  await publishPolicy(drizzle(owner), folder, dataMap)
}

async function untilQuiet(owner: Portal["owner"]): Promise<void> {
  for (const end = Date.now() + PATIENCE; ; await sleep(50)) {
    const { rows } = await owner.query(
      "select 1 from graphile_worker._private_jobs where locked_at is not null or (run_at <= now() and attempts < max_attempts) limit 1",
    )
    if (rows.length === 0) return
    if (Date.now() > end) throw new Error("the worker has not come to rest")
  }
}

type Here = { house: OpenHouse; held: InForce; portal: Portal }

async function furnish(
  { house, held, portal: { owner } }: Here,
  source: Source,
  right: "erasure" | "access",
  n: number,
): Promise<Case> {
  const { subjectId, knownAs } = await source.add(n, house)
  await seedSubject(house, owner, subjectId, knownAs)
  const categories = source.categories
    ? [...source.categories]
    : held.policy.categories.map(({ code }) => code)
  const number = `2020-${String(n).padStart(6, "0")}`
  const part = await seedPart(house, owner, held, { subjectId, number, scope: { right, categories } })
  const planned = { id: part, subjectId }
  if (right === "access")
    await asWorker(house, "seed", { part }, async (ctx) =>
      decideBy(ctx, part, await storePlan(ctx, planned, planOf([]))),
    )
  else await planPart(house, held, planned, { right, categories })
  if (right === "erasure" && source.name === PORTAL) await untilAccountGoes({ house, owner }, part)
  await owner.query("delete from graphile_worker._private_jobs")
  return { n, subjectId, part }
}

/** An account goes after all else, on the day of the last reading: what comes before is done, undisturbed. */
async function untilAccountGoes({ house, owner }: Pick<Here, "house"> & Pick<Portal, "owner">, part: string) {
  await fulfilPart(house, part)
  await readAgainAfter({ house, owner }, { id: part })
  await owner.query("update outbox set state = 'sent'")
  await wakePart(house, part)
}
