import { randomUUID } from "node:crypto"
import { drizzle } from "drizzle-orm/node-postgres"
import type pg from "pg"
import { asSigned, type Signed, type SubjectActor } from "@/lib/context"
import type { OpenHouse } from "@/lib/house"
import { checkLedger } from "@/lib/ledger/check-ledger"
import { checkRegisters } from "@/lib/ledger/check-registers"
import { consistencyOf } from "@/lib/ledger/proof"
import { sequence } from "@/lib/ledger/sequence"
import { utf8 } from "@/lib/receipts/bytes"
import { checkReceipt } from "@/lib/receipts/check-receipt"
import { isContinued } from "@/lib/receipts/merkle"
import { publishedLedgerKey } from "@/lib/receipts/published-keys"
import { readKey } from "@/lib/receipts/signed-note"
import { readCheckpoint, readProof } from "@/lib/receipts/tlog-proof"
import { myReceipts, receiptFile } from "@/lib/requests/receipts"

/** Every receipt of a request as its person takes them away, once the ledger is signed over them. */
export async function takeReceipts(
  house: OpenHouse,
  who: Signed<SubjectActor>,
  number: string,
): Promise<string[]> {
  await sequence(house)
  const list = await asSigned(house, who, randomUUID(), (ctx) => myReceipts(ctx, number))
  const files = list.map(({ entry }) =>
    receiptFile(house, who, { number, entry: entry.id, kind: "tlog-proof", language: "ky" }),
  )
  return (await Promise.all(files)).map(({ body }) => String(body))
}

/**
 * What a stranger with the published key says of receipts kept, and the operator of the ledger they are from: how many of
 * them hold with their content, how many the newest checkpoint continues, and all that `ledger verify` finds wrong.
 */
export async function provenStill(house: OpenHouse, owner: pg.Pool, receipts: readonly string[]) {
  await sequence(house)
  const db = drizzle(owner)
  const published = await publishedLedgerKey(db, house.vault.ledgerKey)
  const key = published && (await readKey(published))
  const verdicts = await Promise.all(receipts.map((text) => checkReceipt(utf8(text), key ? [key] : [])))
  const { rows } = await owner.query<{ note: string }>(
    "select note from ledger_checkpoints order by size desc limit 1",
  )
  const newest = readCheckpoint(rows[0]?.note ?? "")
  const continued = await Promise.all(
    receipts.map(async (text) => {
      const { checkpoint } = readProof(text)
      const path = await consistencyOf(db, checkpoint.size, newest.size)
      return isContinued(
        checkpoint,
        newest,
        path.map((hash) => new Uint8Array(hash)),
      )
    }),
  )
  return {
    hold: verdicts.filter(({ holds, content }) => holds && content !== null).length,
    continued: continued.filter(Boolean).length,
    ...(await verified(house, owner)),
  }
}

async function verified(house: OpenHouse, owner: pg.Pool) {
  const client = await owner.connect()
  try {
    const { faults, contents } = await checkLedger(client, house)
    const registers = await checkRegisters(drizzle(client))
    const rows = registers.flatMap(({ register, faults: found }) =>
      found.map(({ fault }) => `${register} ${fault}`),
    )
    return { faults: [...faults, ...rows], closed: contents.closed }
  } finally {
    await client.query("rollback")
    client.release()
  }
}
