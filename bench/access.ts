import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { asWorker } from "@/lib/context"
import { askForCopy } from "@/lib/copies/copies.fixture"
import { runSelfService } from "@/lib/fulfilment/run-self-service"
import { readPart } from "@/lib/requests/access"
import { scopeOf } from "@/lib/requests/propose"
import { type Opened, openArchives, PHONE } from "./archives"
import { alternate, type Measurement } from "./measurement"

const ROUNDS = 5
const ITEMS = Number(process.env.UKUK_BENCH_ITEMS ?? 100_000)
const MANY = 10 * ITEMS

/** What a child process is told. */
export type Told = Pick<Opened, "dir"> & {
  databases: Omit<Opened["databases"], "masterKey"> & { masterKey: string }
  part: string
  scope: unknown
  by: "ours" | "copy"
}
/** What it answers of one turn; `megabytes`: the most its process ever held. */
type Turn = { items: number; size: number; ms: number; megabytes: number }

/**
 * The whole answer to a person with 100,000 items in four databases, from the first question to the last sealed piece,
 * against COPY of the same rows through the same zip and cipher into the same table; each in a process of its own, whose
 * memory is measured too, and once more with 1,000,000 items.
 */
export async function access(): Promise<Measurement> {
  const { found, megabytes } = await measured(ITEMS, ROUNDS)
  const many = await measured(MANY, 1)
  return {
    ...found,
    ...{ megabytes, manyMs: many.found.ours, manyRatio: many.found.ratio, manyMegabytes: many.megabytes },
  }
}

async function measured(items: number, rounds: number) {
  const opened = await openArchives(items)
  const told = await asked(opened, "access")
  const [ours, copy] = await Promise.all([begin({ ...told, by: "ours" }), begin({ ...told, by: "copy" })])
  let megabytes = 0
  const own = async () => {
    const turn = await turnOf(ours)
    if (turn.items < items) throw new Error(`only ${turn.items} items were answered`)
    megabytes = turn.megabytes
    return turn.ms
  }
  await own()
  await turnOf(copy)
  const found = await alternate(rounds, "ms per package", own, async () => (await turnOf(copy)).ms)
  for (const child of [ours, copy]) child.kill()
  await opened.deployment.close()
  return { found, megabytes }
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
  const child = fork("bin/run.js", ["bench/access-child.ts"], {
    env: { ...process.env, TOLD: JSON.stringify(told) },
    execArgv: [],
  })
  await once(child, "message")
  return child
}

async function turnOf(child: ChildProcess): Promise<Turn> {
  child.send({ go: true })
  const [turn] = await once(child, "message")
  return turn as Turn
}
