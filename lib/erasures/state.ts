import { sql } from "drizzle-orm"
import { checkpointsFile, registerFile } from "@/lib/configuration"
import { asWorker, type Ctx } from "@/lib/context"
import { linkOf } from "@/lib/erasures/line"
import { lastLine, type Register, RegisterFault } from "@/lib/erasures/register-file"
import type { OpenHouse } from "@/lib/house"
import { type Lost, ledgerSize, lostEntries } from "@/lib/ledger/lost-entries"

/** Where the register of this deployment lies, and how its lines are hashed. */
export const registerOf = ({
  configuration,
  vault,
}: Pick<OpenHouse, "configuration" | "vault">): Register => ({
  file: registerFile(configuration),
  keyed: vault.registerHash,
})

/**
 * open: database and register agree. behind: the register goes on beyond what the database knows: it was restored from a
 * back-up, and what it brought back must go before anybody uses it. Numbers are of lines.
 */
export type RegisterState = { is: "open"; seq: number } | { is: "behind"; database: number; register: number }

/** The same with the ledger: `lost` are entries that were signed outside and that the database does not hold. */
export type HouseState = RegisterState & { lost: Lost | null }

/** Asks the database one question; what both `pg` and drizzle can do. */
export type Ask = (
  line: string | null,
) => Promise<{ seq: string | null; hash: Buffer | null; known: boolean }>

type Executes = { execute(query: ReturnType<typeof sql>): Promise<{ rows: Record<string, unknown>[] }> }

export const askIn =
  (db: Executes): Ask =>
  async (line) => {
    const { rows } = await db.execute(sql`select seq, hash, known from guard.register_mark(${line}::uuid)`)
    return (rows[0] ?? { seq: null, hash: null, known: false }) as Awaited<ReturnType<Ask>>
  }

/**
 * Compares how far the database knows of the register with how far the register has come. Throws RegisterFault where the
 * register is missing, shorter than the database remembers, altered, or another deployment's.
 */
export async function registerState(register: Register, ask: Ask, tries = 3): Promise<RegisterState> {
  const last = await lastLine(register)
  const mark = await ask(last && "id" in last ? last.id : null)
  const [database, written] = [Number(mark.seq ?? 0), last ? linkOf(last).seq : 0]
  if (database > written) {
    // The worker may have written between the two questions: then the file has the line by now.
    if (tries > 1) return registerState(register, ask, tries - 1)
    throw lost(register.file, database, written)
  }
  if (database === written) {
    if (last && mark.hash?.toString("hex") !== last.hash) throw foreign(register.file)
    return { is: "open", seq: written }
  }
  // Written, and not yet marked here: a worker was killed in between.
  if (mark.known) return { is: "open", seq: written }
  return { is: "behind", database, register: written }
}

/**
 * How the database of a deployment stands to what lies outside it now: behind where the register, or the file of the
 * ledger's checkpoints, knows more; throws as above.
 */
export const stateOfHouse = (house: OpenHouse): Promise<HouseState> =>
  asWorker(house, "register-state", null, (ctx) => stateIn(house, ctx))

/** The same within a transaction. */
export async function stateIn(
  house: Pick<OpenHouse, "configuration" | "vault">,
  ctx: Pick<Ctx, "db">,
): Promise<HouseState> {
  const lost = await lostEntries(checkpointsFile(house.configuration), () => ledgerSize(ctx))
  const state = await registerState(registerOf(house), askIn(ctx.db))
  if (state.is === "behind" || !lost) return { ...state, lost }
  return { is: "behind", database: state.seq, register: state.seq, lost }
}

const lost = (file: string, database: number, written: number) =>
  new RegisterFault(
    `The erasure register ${file} ${written === 0 ? "is missing" : `ends at line ${written}`}, and the database knows of ${database}: put back its own copy and start again, or write it anew with \`npm run ukuk -- erasures rebuild\`.`,
  )

const foreign = (file: string) =>
  new RegisterFault(
    `The erasure register ${file} is not the one this database was kept with: set ERASURE_REGISTER to its own and start again.`,
  )
