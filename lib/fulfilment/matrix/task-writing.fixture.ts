import { chownSync, mkdirSync } from "node:fs"
import path from "node:path"
import { serverUser } from "@/db/embedded/binaries"
import { openSmallDisk, type SmallDisk } from "@/lib/testing/small-disk.fixture"
import type { Hall } from "./hall.fixture"
import { type Struck, until } from "./strike.fixture"

/** Who is stopped in the middle: whoever writes to `to` after they wrote to `after`. */
type Middle = { to: string; after: string }
export const OPENING: Middle = { to: "outbox", after: "source_tasks" }
export const ANSWERING: Middle = { to: "ledger_inbox", after: "source_tasks" }
export const SEALING: Middle = { to: "certificates", after: "plan_operations" }

/** Begins something, and acts while it is in the middle of its transaction. */
export async function whileWriting(
  { hall }: Struck,
  { to, after }: Middle,
  begin: () => Promise<void>,
  act: () => Promise<void>,
): Promise<void> {
  const { owner } = hall.portal
  const client = await owner.connect()
  await client.query(`begin; lock table ${to} in share mode`)
  await begin()
  await until(`somebody to write to ${to}`, hall, async () => {
    const { rows } = await owner.query(
      `select 1 from pg_locks w join pg_locks h using (pid) where w.relation = $1::regclass and not w.granted
         and h.relation = $2::regclass and h.mode = 'RowExclusiveLock' and h.granted`,
      [to, after],
    )
    return rows.length > 0
  })
  await act()
  client.release(true)
}

/** Lets the tasks lie on a small disk for a while. */
export async function onSmallDisk(
  { portal: { owner } }: Hall,
  work: (disk: SmallDisk) => Promise<void>,
): Promise<void> {
  const disk = openSmallDisk()
  if (!disk) throw new Error("there is no disk to fill")
  const place = path.join(disk.folder, "tasks")
  mkdirSync(place)
  const { uid, gid } = serverUser()
  if (uid !== undefined && gid !== undefined) chownSync(place, uid, gid)
  await owner.query(`create tablespace small location '${place}'`)
  await owner.query("alter table source_tasks set tablespace small")
  await work(disk)
  await owner.query("alter table source_tasks set tablespace pg_default")
  await owner.query("drop tablespace small")
  disk.close()
}
