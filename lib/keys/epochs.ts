import type pg from "pg"
import { type KeyProvider, MissingEpoch } from "@/lib/keys/provider"

type Asked = Pick<pg.Pool, "query">

export type Epoch = { epoch: number; keyId: string }

/** One epoch as the keys database knows it; `live` keys of people are wrapped under it. */
export type EpochState = Epoch & { live: number; begunAt: Date; destroyedAt: Date | null }

/** The epoch new keys are wrapped under: the newest that was begun. Null in an empty keys database. */
export async function epochInForce(db: Asked): Promise<Epoch | null> {
  const { rows } = await db.query<Epoch>(
    `select epoch, key_id as "keyId" from key_epochs where destroyed_at is null order by epoch desc limit 1`,
  )
  return rows[0] ?? null
}

/** Enters an epoch with its key's fingerprint; from then on new keys are wrapped under it. */
export async function beginEpoch(db: Asked, keys: KeyProvider, epoch: number): Promise<void> {
  const keyId = (await keys.keyIds()).get(epoch)
  if (!keyId) throw new MissingEpoch(epoch)
  await db.query("insert into key_epochs (epoch, key_id) values ($1, $2) on conflict do nothing", [
    epoch,
    keyId,
  ])
}

/** Every epoch there ever was, oldest first. */
export async function listEpochs(db: Asked): Promise<EpochState[]> {
  const { rows } = await db.query<EpochState>(
    `select e.epoch, e.key_id as "keyId", e.begun_at as "begunAt", e.destroyed_at as "destroyedAt",
       (select count(*)::int from wrapped_keys k where k.epoch = e.epoch and k.wrapped is not null) as live
     from key_epochs e order by e.epoch`,
  )
  return rows
}
