import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { workerFlags } from "@/bin/start/worker-flags"
import { asWorker } from "@/lib/context"
import { askForCopy } from "@/lib/copies/copies.fixture"
import { runSelfService } from "@/lib/fulfilment/run-self-service"
import { readPart } from "@/lib/requests/access"
import { scopeOf } from "@/lib/requests/propose"
import { type Opened, openArchives, PHONE } from "./archives"
import { alternate, type Measurement, median } from "./measurement"

const ROUNDS = 5
const ITEMS = Number(process.env.UKUK_BENCH_ITEMS ?? 100_000)
const MANY = 10 * ITEMS

/** What a child process is told. */
export type Told = Pick<Opened, "dir"> & {
  databases: Omit<Opened["databases"], "masterKey"> & { masterKey: string }
  part: string
  scope: unknown
  by: "ours" | "items" | "rows"
}
/** What it answers of one turn; `cpu`: processor time in ms; `megabytes`: the most its process ever held. */
type Turn = { items: number; size: number; ms: number; cpu: number; megabytes: number }

/**
 * The whole answer to a person with 100,000 items in four databases, from the first question to the last sealed piece,
 * against COPY of the same items, a line each, through the same zip and cipher into the same table; each in a process of
 * its own, whose memory is measured too, and once more with 1,000,000 items. `toRows`: against COPY of the bare rows.
 */
export async function access(): Promise<Measurement> {
  const { found, ...more } = await measured(ITEMS, ROUNDS)
  const many = await measured(MANY, 1)
  const { ours: manyMs, ratio: manyRatio } = many.found
  return { ...found, ...more, manyMs, manyRatio, manyMegabytes: many.megabytes }
}

async function measured(items: number, rounds: number) {
  const opened = await openArchives(items)
  const told = await asked(opened, "access")
  const [ours, lines, rows] = await Promise.all([
    begin({ ...told, by: "ours" }),
    begin({ ...told, by: "items" }),
    begin({ ...told, by: "rows" }),
  ])
  const own = async () => {
    const turn = await turnOf(ours)
    if (turn.items < items) throw new Error(`only ${turn.items} items were answered`)
    return turn
  }
  const bare: number[] = []
  const cpu: { ours: number[]; baseline: number[] } = { ours: [], baseline: [] }
  let megabytes = 0
  for (const child of [ours, lines, rows]) await turnOf(child)
  const found = await alternate(
    rounds,
    "ms per package",
    async () => {
      const turn = await own()
      cpu.ours.push(turn.cpu)
      megabytes = turn.megabytes
      return turn.ms
    },
    async () => {
      bare.push((await turnOf(rows)).ms)
      const turn = await turnOf(lines)
      cpu.baseline.push(turn.cpu)
      return turn.ms
    },
  )
  for (const child of [ours, lines, rows]) child.kill()
  await opened.deployment.close()
  const processor = { ours: Math.round(median(cpu.ours)), baseline: Math.round(median(cpu.baseline)) }
  return { found, megabytes, cpu: processor, toRows: Math.round((100 * found.ours) / median(bare)) / 100 }
}

/** The borrower asks, as on the screen, and the answer is due. */
async function asked({ dir, databases, deployment }: Opened, right: string): Promise<Omit<Told, "by">> {
  const { house } = deployment
  const signed = await deployment.person(PHONE)
  const { id } = await askForCopy(deployment, signed, "demo-borrower-1", { right, choice: ["all"] })
  await runSelfService(house, id)
  const scope = await asWorker(house, "bench", { part: id }, async (ctx) =>
    scopeOf(ctx, await readPart(ctx, id)),
  )
  const masterKey = Buffer.from(databases.masterKey).toString("base64")
  return { dir, databases: { ...databases, masterKey }, part: id, scope }
}

async function begin(told: Told): Promise<ChildProcess> {
  const env = { ...process.env, TOLD: JSON.stringify(told) }
  const child = fork("bench/access-child.ts", { env, execArgv: workerFlags })
  await once(child, "message")
  return child
}

async function turnOf(child: ChildProcess): Promise<Turn> {
  child.send({ go: true })
  const [turn] = await once(child, "message")
  return turn as Turn
}
