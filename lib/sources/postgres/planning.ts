import type { RowKey } from "../connector"
import { SourceRefused, ValueDoesNotFit } from "../failures"
import type { Closing, Processing } from "../map-schema"
import type { Looking, Planning } from "../planning"
import { columnOf, conditions, keyIn, keySlots } from "./entry-sql"
import { askAbout, meantBy } from "./meant"
import { isKey, ownerSql } from "./owner-sql"
import type { Row } from "./pool"
import { keyOf } from "./read"
import { referencesTo } from "./references"
import { relationOf } from "./relation"
import { entryOf } from "./shape"
import { hasOthers } from "./shape-correct"
import type { Draft } from "./shape-parts"
import type { PostgresSource } from "./source"
import { askInTurns } from "./span-sql"
import { ident, tableIdent } from "./sql"
import { type State, statementOf, statesOf } from "./statement"
import { type SurveyRow, surveyIn, surveyQuestions } from "./survey"
import { askTogether } from "./together"

/** What planning asks, in PostgreSQL's SQL. */
export function planningOf(source: PostgresSource): Planning {
  const { processing } = source.map
  return {
    name: source.name,
    map: source.map,
    emptiesShared: true,
    catalog: source.catalog,
    ...looksAhead(source),
    references: (going, many, isBefore) => referencesTo(source, going, many, isBefore),
    stopped: async (owner, purpose) => (processing ? stoppedNow(source, processing, owner, purpose) : []),
    async open(index, owner, purpose) {
      const closing = processing?.closing?.[index]
      return closing ? openRows(source, index, closing, owner, purpose) : []
    },
    hasOthers: (entryName, row) => hasOtherOwners(source, entryName, row),
    states: (groups) => statesNow(source, groups),
    tryOut: (draft) => tryOut(source, draft),
  }
}

/** Who is meant and what there is of them are asked together; who that is stands first all the same (see `askAbout`). */
function looksAhead(source: PostgresSource): Pick<Planning, "meantBy" | "survey"> {
  const looked = new Map<string, Row[][]>()
  const nameOf = (owner: string, { names, whole, spanning }: Looking) =>
    JSON.stringify([owner, names, [...whole], [...spanning]])
  return {
    async meantBy(identifiers, next) {
      if (!next || next.names.length === 0) return meantBy(source, identifiers)
      const { answers, ...meant } = await askAbout(source, identifiers, (keys) =>
        keys.flatMap((key) => surveyQuestions(source, key, next)),
      )
      const each = answers.length / meant.keys.length
      for (const [k, key] of meant.keys.entries())
        looked.set(nameOf(key, next), answers.slice(k * each, (k + 1) * each))
      return meant
    },
    async survey(owner, looking) {
      const answers =
        looked.get(nameOf(owner, looking)) ??
        (await askTogether(source, surveyQuestions(source, owner, looking)))
      return surveyIn(source, owner, looking, answers)
    },
  }
}

async function statesNow(source: PostgresSource, groups: readonly Draft[][]): Promise<State[][]> {
  const statements = await Promise.all(groups.map((group) => statementOf(source, group)))
  const answers = await askInTurns(source.reading.ask, groups, statements)
  return groups.map((group, g) => statesOf(source, group, answers[g]))
}

async function stoppedNow(
  source: PostgresSource,
  { flags }: Processing,
  owner: string,
  purpose: string,
): Promise<string[]> {
  const prepared = await source.prepare(["stopped"], (build) => {
    const typeOf = (column: string) => columnOf(build.source, build.catalog, flags.table, column).type
    const where = [
      isKey(build, ownerSql(build, "t", flags.table, flags.subject), "owner"),
      `${ident(flags.purpose)} = ${build.params.slot("purpose", typeOf(flags.purpose))}`,
      `${ident(flags.value)} = false`,
    ]
    return `select ${ident(flags.operation)}::text as operation from ${tableIdent(flags.table)} t where ${where.join(" and ")}`
  })
  const [rows = []] = await source.reading.ask([prepared.fill({ owner, purpose })])
  return rows.map((row) => String(row.operation))
}

async function openRows(
  source: PostgresSource,
  index: number,
  closing: Closing,
  owner: string,
  purpose: string,
): Promise<RowKey[]> {
  const prepared = await source.prepare(["open", index], (build) => {
    const typeOf = (column: string) => columnOf(build.source, build.catalog, closing.table, column).type
    const purposeIs = closing.purpose
      ? [`t.${ident(closing.purpose)} = ${build.params.slot("purpose", typeOf(closing.purpose))}`]
      : []
    const where = [
      isKey(build, ownerSql(build, "t", closing.table, closing.subject), "owner"),
      ...conditions(build, "t", closing.table, { ...closing.where, ...closing.open }),
      ...purposeIs,
    ]
    const columns = closing.primaryKey.map((column, i) => `t.${ident(column)}::text as "k${i}"`)
    const order = closing.primaryKey.map((column) => `t.${ident(column)}`)
    return `select ${columns.join(", ")} from ${tableIdent(closing.table)} t where ${where.join(" and ")} order by ${order.join(", ")}`
  })
  const [rows = []] = await source.reading.ask([prepared.fill({ owner, purpose })])
  return rows.map((row) => keyOf(closing.primaryKey, row))
}

async function hasOtherOwners(
  source: PostgresSource,
  entryName: string,
  { key }: SurveyRow,
): Promise<boolean> {
  const entry = entryOf(source, entryName)
  const prepared = await source.prepare(["others", entryName], (build) => {
    const relation = relationOf(build, entry)
    const where = [keyIn(build, "t", entry.table, entry.primaryKey), ...relation.where]
    return `select ${hasOthers(entry)} as others from ${relation.from} where ${where.join(" and ")}`
  })
  const [[answer] = []] = await source.reading.ask([prepared.fill(keySlots([key]))])
  return answer?.others === true
}

/**
 * Tries the change and takes it back, so that a value the columns cannot hold is refused while the person still types,
 * and so is one that the source's own triggers put something else for. What they only write another way (letters, signs,
 * spaces) is what is promised. Throws ValueDoesNotFit.
 */
async function tryOut(source: PostgresSource, draft: Draft): Promise<string | null> {
  const doesNotFit = () => new ValueDoesNotFit(source.name, draft.category, draft.fields)
  try {
    return await source.writing.transaction(async (ask) => {
      const stand = async (hashes?: string[]) => {
        const answers = await ask([await statementOf(source, [draft], hashes)])
        return statesOf(source, [draft], answers[0])[0]
      }
      const before = await stand()
      if (!before || before.hash === before.promised) return { keep: false, result: before?.hash ?? null }
      await stand([before.hash])
      const after = await stand()
      if (!after?.alike) throw doesNotFit()
      return { keep: false, result: after.hash }
    })
  } catch (error) {
    // 22: the value's shape; 23: a constraint on it.
    if (error instanceof SourceRefused && /^2[23]/.test(error.code)) {
      throw doesNotFit()
    }
    throw error
  }
}
