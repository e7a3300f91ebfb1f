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

/**
 * Compares what was signed with the tree as the entries give it, and the checkpoints in the database with those outside.
 * The first that does not hold says between which sizes history was rewritten.
 */
export async function checkCheckpoints(
  client: ClientBase,
  { file, publicKey }: CheckpointFile,
  filed: readonly Filed[],
  { size, rootAt }: { size: number; rootAt: ReadonlyMap<number, Buffer> },
): Promise<string[]> {
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
  const { rows } = await client.query<{ size: string; note: string }>(
    "select size, note from ledger_checkpoints order by size",
  )
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
