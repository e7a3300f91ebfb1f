import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { setTimeout as sleep } from "node:timers/promises"
import { afterAll, beforeAll, expect, it } from "vitest"
import { checkLedger } from "@/lib/ledger/check-ledger"
import { type Ledger, openLedger } from "@/lib/ledger/ledger.fixture"
import { sequence } from "@/lib/ledger/sequence"

let ledger: Ledger
beforeAll(async () => {
  ledger = await openLedger()
})
afterAll(() => ledger?.close())

/** One round of the sequencer, killed the moment the server has been sent its statement `killAt`; else says how many there were. */
const PROGRAM = `
  import pg from "pg"
  const { closePools, openPools } = await import("./db/pools.ts")
  const { openVault } = await import("./lib/keys/vault.ts")
  const { sequence } = await import("./lib/ledger/sequence.ts")
  const configuration = JSON.parse(process.env.HOUSE)
  configuration.masterKey = Buffer.from(process.env.KEY, "base64")
  const pools = openPools(configuration)
  const vault = openVault(pools.keyring, configuration.masterKey)
  process.once("message", async (killAt) => {
    let sent = 0
    const query = pg.Client.prototype.query
    pg.Client.prototype.query = function (...args) {
      sent += 1
      if (sent === killAt) setImmediate(() => process.kill(process.pid, "SIGKILL"))
      return query.apply(this, args)
    }
    await sequence({ configuration, pools, vault, appUrl: configuration.appUrl })
    await closePools(pools)
    process.send(sent, () => process.disconnect())
  })
  process.send("ready")`

/** A process that has read all it needs and waits for its round. */
function prepared(): { ready: Promise<unknown>; child: ChildProcess } {
  const { masterKey, ...configuration } = ledger.house.configuration
  if (!Buffer.isBuffer(masterKey)) throw new Error("a ledger of the tests has one key")
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", PROGRAM], {
    env: { ...process.env, HOUSE: JSON.stringify(configuration), KEY: masterKey.toString("base64") },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  })
  return { child, ready: once(child, "message") }
}

async function round({ child, ready }: ReturnType<typeof prepared>, killAt: number) {
  await ready
  let sent = 0
  child.once("message", (count) => {
    sent = Number(count)
  })
  const gone = once(child, "close")
  child.send(killAt)
  const [, signal] = await gone
  return { signal, sent }
}

/** What the next round, of a process that lives, leaves: it waits for the server to notice that the other is gone. */
async function next() {
  while ((await sequence(ledger.house)) === null) await sleep(10)
  const client = await ledger.owner.connect()
  try {
    const { size, signed, waiting, faults } = await checkLedger(client, ledger.house)
    const { rows } = await client.query("select count(*)::int as n from ledger_inbox")
    return { size, signed, waiting, faults, entered: rows[0].n as number }
  } finally {
    await client.query("rollback")
    client.release()
  }
}

it("killed after any of its statements, the sequencer leaves no gap and no second tree, and the next round goes on", async () => {
  await ledger.enter(3)
  const { sent, signal } = await round(prepared(), 0)
  expect([signal, sent > 10]).toEqual([null, true])
  const waiting = [prepared(), prepared()]
  for (let at = 1; at <= sent; at += 1) {
    const mine = waiting.shift() ?? prepared()
    if (at + waiting.length < sent) waiting.push(prepared())
    await ledger.enter(2)
    expect((await round(mine, at)).signal, `statement ${at}`).toBe("SIGKILL")
    const { entered, ...found } = await next()
    expect(found, `after statement ${at}`).toEqual({
      ...{ size: entered, signed: entered, waiting: 0, faults: [] },
    })
  }
})
