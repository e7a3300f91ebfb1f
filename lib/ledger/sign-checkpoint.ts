import { sql } from "drizzle-orm"
import { ledgerCheckpoints } from "@/db/schema/ledger"
import type { Ctx } from "@/lib/context"
import { type CheckpointFile, type Filed, fileNote, lastFiled } from "@/lib/ledger/checkpoint-file"
import { LedgerFault } from "@/lib/ledger/fault"
import { declaredLost } from "@/lib/ledger/lost-entries"
import { type Checkpoint, openNote, readNote, signedNote } from "@/lib/ledger/note"
import { frontierAt, rootAt, storedSize } from "@/lib/ledger/stored-tree"
import { completed, EMPTY_ROOT, type Frontier, grown, type Node, rootOf } from "@/lib/ledger/tree"

const PAGE = 2_000

/**
 * Signs the tree as far as it has come. Reads again what was written since the last checkpoint and computes it anew from
 * the entries' bytes, and signs only what agrees with that, and with the last checkpoint in the file outside; the note is on
 * the disk there before it is in the database. Returns the checkpoint's note; null when there is nothing new. Whoever calls
 * holds the sequencer's lock. Killed after the note was filed, the next one enters that same note.
 */
export async function signCheckpoint(ctx: Ctx, outside: CheckpointFile): Promise<string | null> {
  const [last, size] = [await newestCheckpoint(ctx), await storedSize(ctx.db)]
  const before = await lastFiled(outside)
  const isFork =
    before !== null && before.size > (last?.size ?? 0) && before.size <= (await declaredLost(ctx))
  // A restore lost what was signed up to there: what stands for it gets its places first, and nothing is signed below.
  if (isFork && size <= before.size) return null
  if (!isFork) await agreeOutside(ctx, outside, { last, before, size })
  if (size === (last?.size ?? 0)) return null
  const root = await recomputed(ctx, last, size)
  const checkpoint = { origin: last?.origin ?? before?.origin ?? originOf(ctx.appUrl), size, root }
  const signer = { name: checkpoint.origin, publicKey: outside.publicKey, sign: ctx.vault.signLedger }
  const note = signedNote(checkpoint, signer)
  // Signed on what reads back as signed: a fault of memory or key must not go out.
  if (!openNote(note, signer)) throw new LedgerFault("A checkpoint did not verify under its own key.")
  if (before?.note !== note) await fileNote(outside.file, note)
  await ctx.db.insert(ledgerCheckpoints).values({ size, note })
  return note
}

/** How the log is named for good when it is begun: where the portal is reached then. */
const originOf = (appUrl: string): string => `${new URL(appUrl).host}/ledger`

/** The newest checkpoint in the database. */
export async function newestCheckpoint({ db }: Pick<Ctx, "db">): Promise<Checkpoint | null> {
  const { rows } = await db.execute<{ size: string; note: string }>(
    sql`select size, note from ledger_checkpoints order by size desc limit 1`,
  )
  const [row] = rows
  if (!row) return null
  const read = readNote(row.note)
  if (read?.size !== Number(row.size))
    throw new LedgerFault(`Checkpoint ${row.size} in the database was altered.`)
  return read
}

type Known = { last: Checkpoint | null; before: Filed | null; size: number }

/** Throws LedgerFault unless the last checkpoint outside is one of this very tree, no longer than it and not behind it. */
async function agreeOutside({ db }: Ctx, { file }: CheckpointFile, { last, before, size }: Known) {
  const known = last?.size ?? 0
  if ((before?.size ?? 0) < known)
    throw new LedgerFault(
      `The file of checkpoints ${file} ${before ? `ends at ${before.size}` : "is missing"}, and the database knows of one at ${known}: put back its own copy.`,
    )
  if (!before) return
  if (before.size > size)
    throw new LedgerFault(
      `The file of checkpoints ${file} knows of ${before.size} entries, and the database holds ${size}: it was restored from a back-up, or entries were taken out of it.`,
    )
  if (!(await rootAt(db, before.size)).equals(before.root))
    throw new LedgerFault(
      `The last checkpoint in ${file}, at ${before.size} entries, is not one of this database's tree: entries were altered, or the file belongs to another deployment.`,
    )
}

/** The root over all entries, computed from their bytes since the last checkpoint and compared with every node stored since. */
async function recomputed({ db }: Ctx, last: Checkpoint | null, size: number): Promise<Buffer> {
  const begin = last?.size ?? 0
  let frontier: Frontier = await frontierAt(db, begin)
  if (!rootOf(frontier).equals(last?.root ?? EMPTY_ROOT))
    throw new LedgerFault(`The tree of the first ${begin} entries is not the one that was signed.`)
  while (frontier.size < size) {
    const leaves = await leavesFrom({ db }, frontier.size, Math.min(frontier.size + PAGE, size))
    const next = grown(frontier, leaves)
    await compareNodes({ db }, frontier.size, next.nodes)
    frontier = next.frontier
  }
  return rootOf(frontier)
}

async function leavesFrom({ db }: Pick<Ctx, "db">, from: number, to: number): Promise<Buffer[]> {
  const { rows } = await db.execute<{ seq: string; hash: Buffer | null }>(
    sql`select seq, hash from guard.placed_hashes(${from}, ${to})`,
  )
  return Array.from({ length: to - from }, (_, n) => {
    const row = rows[n]
    if (!row?.hash || Number(row.seq) !== from + n)
      throw new LedgerFault(`Entry ${from + n} of the ledger is missing.`)
    return row.hash
  })
}

async function compareNodes({ db }: Pick<Ctx, "db">, before: number, nodes: readonly Node[]): Promise<void> {
  const levels = completed(before, before + nodes.filter(({ level }) => level === 0).length)
  const { rows } = await db.execute<{ level: number; index: string; hash: Buffer }>(sql`
    select n.level, n.index, n.hash from unnest(${sql.param(levels.map(({ level }) => level))}::smallint[],
      ${sql.param(levels.map(({ from }) => from))}::bigint[], ${sql.param(levels.map(({ to }) => to))}::bigint[])
      as grown (level, first, beyond)
    join ledger_nodes n on n.level = grown.level and n.index >= grown.first and n.index < grown.beyond`)
  const stored = new Map(rows.map(({ level, index, hash }) => [`${level}/${index}`, hash]))
  for (const { level, index, hash } of nodes)
    if (!stored.get(`${level}/${index}`)?.equals(hash))
      throw new LedgerFault(`Node ${level}/${index} of the ledger's tree is not what its entries give.`)
}
