import type { ClientBase } from "pg"
import type { OpenHouse } from "@/lib/house"
import { checkCheckpoints, type LostSpan, readFiled } from "@/lib/ledger/check-checkpoints"
import { checkPayloads } from "@/lib/ledger/check-payloads"
import { checkTree } from "@/lib/ledger/check-tree"
import { checkpointsOf } from "@/lib/ledger/sequence"

export type LedgerReport = {
  /** Entries with a place; how many of them stand under a checkpoint, and how many wait for a place. */
  size: number
  signed: number
  waiting: number
  /** Between which sizes a restore lost what was signed, as entries since then say. */
  lost: LostSpan[]
  /** What entries commit to: opened and found right, and closed for good with its key. */
  contents: { held: number; closed: number }
  /** Sentences; the first names the first bad entry. */
  faults: string[]
}

type Checked = Pick<OpenHouse, "configuration" | "vault" | "pools">

/**
 * Checks all of the ledger as it stands at one moment: entries, tree, checkpoints inside and outside, and what the entries
 * commit to. Leaves the owner's transaction open, so that what is compared next is of the same moment.
 */
export async function checkLedger(client: ClientBase, house: Checked): Promise<LedgerReport> {
  // The file first: what is signed while this runs may be outside already and not be seen inside.
  const outside = await readFiled(checkpointsOf(house))
  await client.query("begin isolation level repeatable read read only")
  return compareLedger(client, house, outside)
}

/** The same in a transaction that is open, against checkpoints read before it was. */
export async function compareLedger(
  client: ClientBase,
  house: Checked,
  { filed, faults }: Awaited<ReturnType<typeof readFiled>>,
): Promise<LedgerReport> {
  const sizes = filed.map(({ size }) => size)
  const tree = await checkTree(client, sizes)
  const signed = await checkCheckpoints(client, checkpointsOf(house), filed, tree)
  const contents = await checkPayloads(client, { vault: house.vault, keyring: house.pools.keyring })
  const { rows } = await client.query<{ n: number }>("select count(*)::int as n from ledger_waiting")
  return {
    ...{ size: tree.size, signed: filed.at(-1)?.size ?? 0, waiting: rows[0]?.n ?? 0 },
    lost: signed.lost,
    contents: { held: contents.held, closed: contents.closed },
    faults: [...tree.faults, ...signed.faults, ...faults, ...contents.faults],
  }
}
