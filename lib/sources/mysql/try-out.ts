import { SourceRefused, ValueDoesNotFit } from "../failures"
import type { Draft } from "../postgres/shape-parts"
import { isTrue } from "./alike"
import { type At, carryOut, hold, refuseUnsafe } from "./apply"
import { shapeOf } from "./shape"
import type { Shape } from "./shape-parts"
import { buildOf, type MysqlSource } from "./source"
import { all, raw, sql } from "./sql"

async function isAsWanted({ ask }: At, { alike, from, where }: Shape): Promise<boolean> {
  const asked = sql`select ${isTrue(alike ?? raw("true"))} as alike from ${from} where ${all(where)} lock in share mode`
  const [rows = []] = await ask([asked])
  return rows.every((row) => Number(row.alike) === 1)
}

/**
 * Makes a correction and takes it back; gives the hash of what then stood there. What its columns only write another way
 * (a list's own spelling, a scale, padding) is what is promised. Throws ValueDoesNotFit.
 */
export async function tryOut(source: MysqlSource, draft: Draft): Promise<string> {
  const build = await buildOf(source)
  refuseUnsafe(source, build, [draft])
  const doesNotFit = () => new ValueDoesNotFit(source.name, draft.category, draft.fields)
  try {
    const shape = shapeOf(build, source, [draft])
    return await source.writing.transaction(async (at) => {
      await hold(source, at, shape, draft.subject)
      await carryOut(at, shape)
      const [state] = await hold(source, at, shape, draft.subject)
      if (!state || !(await isAsWanted(at, shape))) throw doesNotFit()
      return { keep: false, result: state.hash }
    })
  } catch (error) {
    // 22: the value's shape; 23: a constraint on it.
    if (error instanceof SourceRefused && /^2[23]/.test(error.code)) throw doesNotFit()
    throw error
  }
}
