import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from "node:crypto"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import pg from "pg"
import { closePools, openPools, type Pools } from "@/db/pools"
import { freshDatabase } from "@/db/testing/database"
import { beginEpoch } from "@/lib/keys/epochs"
import { type KeyFile, openKeyFile } from "@/lib/keys/key-file"
import { rotate } from "@/lib/keys/rotate"
import { openVault } from "@/lib/keys/vault"
import { alternate, type Measurement, timed } from "./measurement"

const PEOPLE = Number(process.env.UKUK_BENCH_KEYS ?? 100_000)
const ROUNDS = 5
const AT_ONCE = 1_000
const PLACE = "letters.content|1"

/**
 * Wraps the data keys of 100,000 people anew under a further epoch each round, while two readers with caches of their own
 * open cells of people at random and no read may fail; against unwrapping and wrapping as many keys by node:crypto alone.
 */
export async function rotateKeys(): Promise<Measurement> {
  const database = await freshDatabase()
  const { url: databaseUrl, keysUrl, masterKey } = database
  const pools = openPools({ databaseUrl, keysUrl, masterKey, size: 6 })
  const folder = mkdtempSync(path.join(tmpdir(), "ukuk-rotate-"))
  const file = path.join(folder, "master-keys")
  writeFileSync(file, `1 ${masterKey.toString("base64")}\n`, { mode: 0o600 })
  const keys = openKeyFile(file)
  const people = await fill(keysUrl, pools, keys)
  let [reads, failed] = [0, 0]
  try {
    const found = await alternate(
      ROUNDS,
      "ms",
      async () => {
        const readers = [reading(pools, file, people), reading(pools, file, people)]
        const ms = await timed(async () => {
          const { rewrapped } = await rotate(pools.keyring, keys)
          if (rewrapped !== PEOPLE) throw new Error(`${rewrapped} of ${PEOPLE} keys were wrapped anew`)
        })
        for (const counts of await Promise.all(readers.map((reader) => reader.stop()))) {
          reads += counts.reads
          failed += counts.failed
        }
        return ms
      },
      () => timed(async () => bare(PEOPLE)),
    )
    if (failed > 0) throw new Error(`${failed} of ${reads} reads failed`)
    return { ...found, people: PEOPLE, reads, failed }
  } finally {
    await closePools(pools)
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
  }
}

type Cells = ReadonlyMap<string, Buffer>

/** People's keys, as the product makes them; some of them have a cell as well, which readers open. */
async function fill(url: string, pools: Pools, keys: KeyFile): Promise<Cells> {
  await beginEpoch(pools.keyring, keys, 1)
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  const ids = Array.from({ length: PEOPLE }, () => randomUUID())
  for (let from = 0; from < PEOPLE; from += AT_ONCE) {
    const some = ids.slice(from, from + AT_ONCE)
    const wrapped = await Promise.all(some.map((id) => keys.wrap(1, `${id}|data`, randomBytes(32))))
    await owner.query(
      "insert into wrapped_keys (owner, purpose, version, epoch, wrapped) select id, 'data', 1, 1, w from unnest($1::uuid[], $2::bytea[]) as n (id, w)",
      [some, wrapped],
    )
  }
  await owner.query("vacuum analyze wrapped_keys").finally(() => owner.end())
  const vault = openVault(pools.keyring, keys)
  const cells = new Map<string, Buffer>()
  const seen = Math.min(PEOPLE, 5_000)
  for (let n = 0; n < seen; n++) {
    const id = ids[Math.floor((n * PEOPLE) / seen)] ?? ""
    cells.set(id, await vault.seal({ id, purpose: "data" }, PLACE, id))
  }
  return cells
}

/** Opens cells without a pause, as a web server or a worker does: more people than its cache holds. */
function reading(pools: Pools, file: string, people: Cells) {
  const vault = openVault(pools.keyring, openKeyFile(file))
  const cells = [...people]
  const counts = { reads: 0, failed: 0 }
  let isOver = false
  const work = (async () => {
    while (!isOver) {
      const [id, cell] = cells[Math.floor(Math.random() * cells.length)] ?? []
      if (!id || !cell) throw new Error("nobody is there")
      const plain = await vault.open({ id, purpose: "data" }, PLACE, cell).catch(() => null)
      counts.reads++
      if (plain?.toString() !== id) counts.failed++
    }
  })()
  return {
    async stop() {
      isOver = true
      await work
      return counts
    },
  }
}

/** The same cryptography with nothing around it: no database, no readers. */
function bare(count: number): void {
  const [old, fresh, key, associated] = [
    randomBytes(32),
    randomBytes(32),
    randomBytes(32),
    Buffer.from(`${randomUUID()}|data`),
  ]
  const [nonce, body, tag] = sealed(old, key, associated)
  for (let n = 0; n < count; n++) {
    const decipher = createDecipheriv("aes-256-gcm", old, nonce)
    decipher.setAAD(associated)
    decipher.setAuthTag(tag)
    const plain = Buffer.concat([decipher.update(body), decipher.final()])
    sealed(fresh, plain, associated)
  }
}

function sealed(key: Buffer, plain: Buffer, associated: Buffer): [Buffer, Buffer, Buffer] {
  const nonce = randomBytes(12)
  const cipher = createCipheriv("aes-256-gcm", key, nonce)
  cipher.setAAD(associated)
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return [nonce, body, cipher.getAuthTag()]
}
