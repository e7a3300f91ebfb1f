import type { ClientBase } from "pg"
import { allFiled, type CheckpointFile, type Filed } from "@/lib/ledger/checkpoint-file"
import { LedgerFault } from "@/lib/ledger/fault"
import { openNote, readNote } from "@/lib/ledger/note"

/** The checkpoints of the file outside, as far as the file can be relied on, and where it cannot. */
export async function readFiled(outside: CheckpointFile): Promise<{ filed: Filed[]; faults: string[] }> {
  const filed: Filed[] = []
  try {
    for await (const one of allFiled(outside)) {
      const before = filed.at(-1)
      if (before && (one.size <= before.size || one.origin !== before.origin))
        throw new LedgerFault(`Checkpoint ${one.size} in ${outside.file} does not follow ${before.size}.`)
      filed.push(one)
    }
    return { filed, faults: [] }
  } catch (error) {
    if (error instanceof LedgerFault) return { filed, faults: [error.message] }
    throw error
  }
}

/** Between which sizes a restore lost what was signed. */
export type LostSpan = [known: number, came: number]

type Tree = { size: number; rootAt: ReadonlyMap<number, Buffer> }

/**
 * Compares what was signed with the tree as the entries give it, and the checkpoints in the database with those outside.
 * The first that does not hold says between which sizes history was rewritten. What a restore lost is no fault where signed
 * entries say so: `lost` is for whoever reads the report.
 */
export async function checkCheckpoints(
  client: ClientBase,
  outside: CheckpointFile,
  filed: readonly Filed[],
  tree: Tree,
): Promise<{ faults: string[]; lost: LostSpan[] }> {
  const { rows: inside } = await client.query<Row>("select size, note from ledger_checkpoints order by size")
  const faults = compared(outside, filed, tree, inside)
  const lost = faults.length > 0 ? await declared(client, filed) : []
  if (lost.length === 0) return { faults, lost }
  const isLost = (at: number) => lost.some(([known, came]) => at > known && at <= came)
  const left = filed.filter(({ size }) => !isLost(size))
  return { faults: compared(outside, left, tree, inside), lost }
}

type Row = { size: string; note: string }

function compared(
  { file, publicKey }: CheckpointFile,
  filed: readonly Filed[],
  { size, rootAt }: Tree,
  rows: readonly Row[],
): string[] {
  const faults: string[] = []
  let held = 0
  for (const { size: at, root } of filed) {
    if (at > size) {
      faults.push(`Entries from ${size} to ${at - 1} were signed in ${file} and are gone.`)
      break
    }
    if (rootAt.get(at)?.equals(root)) held = at
    else {
      faults.push(`Entries from ${held} to ${at - 1} are not those that were signed in ${file}.`)
      break
    }
  }
  const outside = new Map(filed.map((one) => [one.size, one.note]))
  for (const row of rows) {
    const name = readNote(row.note)?.origin
    const opened = name ? openNote(row.note, { name, publicKey }) : null
    if (opened?.size !== Number(row.size))
      faults.push(`Checkpoint ${row.size} in the database is not as it was signed.`)
    else if (outside.get(opened.size) !== row.note)
      faults.push(`Checkpoint ${row.size} in the database is not in ${file}.`)
  }
  // The last one may be outside alone: whoever filed it was killed before it was in the database too.
  const inside = new Set(rows.map((row) => Number(row.size)))
  for (const { size: at } of filed.slice(0, -1))
    if (!inside.has(at)) faults.push(`Checkpoint ${at} is in ${file} and not in the database.`)
  return faults
}

/**
 * What restores lost, as entries say that stand for it and are signed themselves since. It begins at a checkpoint
 * outside, and what stands for it comes after that.
 */
async function declared(client: ClientBase, filed: readonly Filed[]): Promise<LostSpan[]> {
  const newest = filed.at(-1)?.size ?? 0
  const begins = new Set([0, ...filed.map(({ size }) => size)])
  const { rows } = await client.query<{ object: string; first: string }>(
    `select convert_from(i.leaf, 'UTF8')::jsonb ->> 'object' as object, min(e.seq) as first
     from ledger_inbox i join ledger_entries e using (id)
     where e.seq < $1 and position('"act":"entry.lost"'::bytea in i.leaf) > 0 group by 1 order by 1`,
    [newest],
  )
  return rows.flatMap(({ object, first }) => {
    const [, known, came] = /^tree:(\d+)-(\d+)$/.exec(object)?.map(Number) ?? []
    if (known === undefined || came === undefined) return []
    return begins.has(known) && known < came && came < newest && Number(first) >= known ? [[known, came]] : []
  })
}
