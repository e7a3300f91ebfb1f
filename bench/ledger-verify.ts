import { hash } from "node:crypto"
import pg from "pg"
import { asWorker } from "@/lib/context"
import { checkTree } from "@/lib/ledger/check-tree"
import { type Ledger, openLedger } from "@/lib/ledger/ledger.fixture"
import { proofOf } from "@/lib/ledger/proof"
import { sequence } from "@/lib/ledger/sequence"
import { inclusionRanges, placesOf } from "@/lib/ledger/tree"
import { alternate, type Measurement, median, timed } from "./measurement"

const ENTRIES = 1_000_000
const ROUNDS = 5
const PROOFS = 200
const LEAF = 330

/**
 * All of a ledger of a million entries checked: every leaf and node computed anew from the database and compared; against
 * hashing as many bytes in as many pieces with node:crypto alone. `proof`: one inclusion proof at that size against bare
 * reads of the same nodes by SQL, a round trip for all of them.
 */
export async function ledgerVerify(): Promise<Measurement> {
  const ledger = await openLedger()
  await fill(ledger)
  const client = new pg.Client({ connectionString: ledger.house.configuration.databaseUrl })
  await client.connect()
  const ours = () =>
    timed(async () => {
      const { faults, size } = await checkTree(client, [])
      if (faults.length > 0 || size < ENTRIES) throw new Error(faults[0] ?? "entries are missing")
    })
  const found = await alternate(ROUNDS, "ms", ours, hashAlone)
  const proof = await proofs(ledger, client)
  await client.end()
  await ledger.close()
  return { ...found, entries: ENTRIES, proof }
}

/** Entries as long as ours, placed and signed by the sequencer itself. */
async function fill({ owner, house }: Ledger): Promise<void> {
  await owner.query(
    `insert into ledger_inbox (id, leaf) select id, convert_to(rpad(
       '{"act":"data.confirmed","actor":"system:bench","at":"2026-01-01T00:00:00.000Z","id":"' || id || '","v":1,"x":"', ${LEAF}, 'x'), 'UTF8')
     from (select uuidv7() as id from generate_series(1, ${ENTRIES})) made`,
  )
  while ((await sequence(house)) !== 0);
  await owner.query("analyze")
}

async function hashAlone(): Promise<number> {
  const [leaf, node] = [Buffer.alloc(LEAF + 1, 1), Buffer.alloc(65, 1)]
  return timed(async () => {
    for (let n = 0; n < ENTRIES; n++) {
      hash("sha256", leaf, "buffer")
      hash("sha256", node, "buffer")
    }
  })
}

async function proofs({ owner, house }: Ledger, client: pg.Client): Promise<Record<string, number>> {
  const { rows } = await owner.query<{ id: string; seq: string; size: string }>(
    `select id, seq, (select max(size) from ledger_checkpoints) as size from ledger_entries
     where seq in (select floor(random() * ${ENTRIES}) from generate_series(1, ${PROOFS}))`,
  )
  const [mine, bare]: [number[], number[]] = [[], []]
  for (const { id, seq, size } of rows) {
    const places = inclusionRanges(Number(seq), Number(size)).flatMap(placesOf)
    const values = [places.map(({ level }) => level), places.map(({ index }) => index)]
    mine.push(await asWorker(house, "bench", null, ({ db }) => timed(() => proofOf(db, id))))
    bare.push(
      await timed(() =>
        client.query({
          name: "bare",
          text: `select hash from unnest($1::smallint[], $2::bigint[]) as w (level, index)
            join ledger_nodes n on n.level = w.level and n.index = w.index`,
          values,
        }),
      ),
    )
  }
  const [ours, baseline] = [median(mine), median(bare)]
  return { ratio: ours / baseline, ours, baseline }
}
