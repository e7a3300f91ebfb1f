import { createHash } from "node:crypto"
import type pg from "pg"
import { Erased, type Vault } from "@/lib/keys/vault"

const PAGE = 2_000

/**
 * Opens what entries commit to and compares it with the commitment in their bytes. Counts what an ended key has closed for
 * good, and what went with the case file: the entry stands without it.
 */
export async function checkPayloads(
  client: pg.ClientBase,
  { vault, keyring }: Keys,
): Promise<{ held: number; closed: number; faults: string[] }> {
  const report = { held: 0, closed: 0, faults: [] as string[] }
  let after = "00000000-0000-0000-0000-000000000000"
  for (;;) {
    const { rows } = await client.query<Row>(
      `select p.id, p.subject_id as "subjectId", p.salt, p.payload, i.leaf from ledger_payloads p
       left join ledger_inbox i on i.id = p.id where p.id > $1 order by p.id limit ${PAGE}`,
      [after],
    )
    const states = await Promise.all(rows.map((row) => stateOf({ vault, keyring }, row)))
    for (const [n, state] of states.entries())
      if (state === "altered") report.faults.push(`What entry ${rows[n]?.id} commits to was altered.`)
      else report[state] += 1
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) return report
    after = last.id
  }
}

/** The vault, and the pool it reads its keys by. */
export type Keys = { vault: Pick<Vault, "open">; keyring: pg.Pool }

type Row = { id: string; subjectId: string | null; salt: Buffer; payload: Buffer; leaf: Buffer | null }

async function stateOf({ vault, keyring }: Keys, row: Row): Promise<"held" | "closed" | "altered"> {
  const { id, subjectId, salt, payload, leaf } = row
  if (!leaf) return "altered"
  try {
    const owner = { id: subjectId ?? "", purpose: "case" } as const
    const plain = subjectId ? await vault.open(owner, `ledger_payloads.payload|${id}`, payload) : payload
    const commit = createHash("sha256").update(salt).update(plain).digest("hex")
    return leaf.includes(`"commit":"${commit}"`) ? "held" : "altered"
  } catch (error) {
    // What was sealed under a key that is gone cannot be read by anybody, nor told from what was altered.
    return error instanceof Erased && subjectId && (await isDestroyed(keyring, subjectId))
      ? "closed"
      : "altered"
  }
}

async function isDestroyed(keyring: pg.Pool, owner: string): Promise<boolean> {
  const { rowCount } = await keyring.query(
    "select 1 from wrapped_keys where owner = $1 and purpose = 'case' and wrapped is null",
    [owner],
  )
  return (rowCount ?? 0) > 0
}
