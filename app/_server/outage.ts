import pg from "pg"
import { roleUrl } from "@/db/pools"
import { checkpointsFile, readConfiguration, registerFile } from "@/lib/configuration"
import { type Ask, registerState } from "@/lib/erasures/state"
import { registerHasher } from "@/lib/keys/vault"
import { lostEntries } from "@/lib/ledger/lost-entries"

const FRESH_MS = 1_000

/** away: the database does not answer. restored: it is from a back-up, and shut until what that brought back is gone. */
export type Outage = "away" | "restored"

type Watch = { ask(): Promise<Outage | null>; asked: number; found: Promise<Outage | null> }
const kept = globalThis as { ukukWatch?: Watch }

function watch(): Watch | null {
  if (kept.ukukWatch) return kept.ukukWatch
  const { value } = readConfiguration(process.env)
  if (!value) return null
  const connectionString = roleUrl(value.databaseUrl, "ukuk_auth", value.masterKey)
  const pool = new pg.Pool({ connectionString, max: 1, connectionTimeoutMillis: 2_000, query_timeout: 2_000 })
  pool.on("error", () => undefined)
  const register = { file: registerFile(value), keyed: registerHasher(value.masterKey) }
  const ask = async () => {
    const mark = await markIn(pool, null).catch(() => null)
    if (!mark) return "away"
    const lost = await lostEntries(checkpointsFile(value), () => sizeIn(pool)).catch(() => null)
    if (lost) return "restored"
    return registerState(register, (line) => (line ? markIn(pool, line) : Promise.resolve(mark))).then(
      ({ is }) => (is === "open" ? null : "restored"),
      // What the register is at fault in, the worker says; here it is shut.
      () => "restored" as const,
    )
  }
  kept.ukukWatch = { ask, asked: 0, found: Promise.resolve(null) }
  return kept.ukukWatch
}

const markIn = async (pool: pg.Pool, line: string | null): ReturnType<Ask> => {
  const { rows } = await pool.query("select seq, hash, known from guard.register_mark($1)", [line])
  return rows[0]
}

const sizeIn = async (pool: pg.Pool): Promise<number> =>
  Number((await pool.query("select guard.ledger_size() as size")).rows[0]?.size)

/** Why nobody can be served now, if so; asked at most once a second, however many pages are wanted. */
export async function outage(): Promise<Outage | null> {
  const watching = watch()
  if (!watching) return null
  if (Date.now() - watching.asked > FRESH_MS) {
    watching.asked = Date.now()
    watching.found = watching.ask()
  }
  return watching.found
}
