import { existsSync, renameSync } from "node:fs"
import type pg from "pg"
import { keepRegister } from "@/lib/erasures/keep-register"
import { allLines, RegisterFault } from "@/lib/erasures/register-file"
import { registerOf, stateOfHouse } from "@/lib/erasures/state"
import type { OpenHouse } from "@/lib/house"

/**
 * Writes a lost or damaged register anew from the rows the database has, as its owner; the old file is put aside. Killed
 * and run again, it goes on. Returns how many lines there are. Throws RegisterFault while there is nothing wrong with it.
 */
export async function rebuildRegister(house: OpenHouse, owner: pg.Client): Promise<number> {
  const { file } = registerOf(house)
  const isWhole = await readThrough(house).then(
    () => true,
    (error: unknown) => {
      if (error instanceof RegisterFault) return false
      throw error
    },
  )
  if (isWhole) throw new RegisterFault(`The erasure register ${file} is whole: there is nothing to rebuild.`)
  if (existsSync(file)) renameSync(file, `${file}.damaged-${Date.now()}`)
  await owner.query("update erasure_lines set seq = null, hash = null, until_on = null")
  for (;;) {
    await keepRegister(house)
    const { rows } = await owner.query<{ written: number; left: number }>(
      "select count(seq)::int as written, (count(*) - count(seq))::int as left from erasure_lines",
    )
    if (rows[0]?.left === 0) return rows[0].written
  }
}

/** Throws RegisterFault where database and register do not fit together, or a line is not what it was. */
async function readThrough(house: OpenHouse): Promise<void> {
  await stateOfHouse(house)
  const lines = allLines(registerOf(house))
  while (!(await lines.next()).done);
}
