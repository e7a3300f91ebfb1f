import pg from "pg"
import { DatabaseFault } from "@/db/transaction"

/** What the database says to `work`: the SQLSTATE it refuses with, or `done`. Whatever else fails is thrown on. */
export async function refusalOf(work: PromiseLike<unknown>): Promise<string> {
  try {
    await work
    return "done"
  } catch (error) {
    const cause = error instanceof Error && error.cause ? error.cause : error
    if ((cause instanceof DatabaseFault || cause instanceof pg.DatabaseError) && cause.code) return cause.code
    throw error
  }
}
