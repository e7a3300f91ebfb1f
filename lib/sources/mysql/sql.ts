/** A piece of SQL with a `?` for each of its values, in their order. */
export type Sql = { readonly text: string; readonly values: readonly (string | number | null)[] }

/** SQL from a template: what is inserted is another piece of SQL, or a value that travels apart. */
export function sql(texts: TemplateStringsArray, ...inner: readonly (Sql | string | number | null)[]): Sql {
  let text = texts[0] ?? ""
  const values: (string | number | null)[] = []
  for (const [i, each] of inner.entries()) {
    const piece = typeof each === "object" && each !== null ? each : { text: "?", values: [each] }
    text += piece.text + (texts[i + 1] ?? "")
    // One by one: tens of thousands of keys are more than a call takes.
    for (const value of piece.values) values.push(value)
  }
  return { text, values }
}

/** SQL that is a constant of the program. */
export const raw = (text: string): Sql => ({ text, values: [] })

/** Pieces one after the other. */
export function join(pieces: readonly Sql[], between: string): Sql {
  return {
    text: pieces.map(({ text }) => text).join(between),
    values: pieces.flatMap(({ values }) => values),
  }
}

/** All of the conditions; none holds always. */
export const all = (conditions: readonly Sql[]): Sql =>
  conditions.length === 0 ? raw("true") : join(conditions, " and ")

/** Quotes one name of a foreign schema as an SQL identifier. */
export function ident(name: string): Sql {
  // A question mark would be taken for a value's place.
  if (/[\0?]/.test(name)) throw new Error("a name of the data map holds a NUL or a question mark")
  return raw(`\`${name.replaceAll("`", "``")}\``)
}

/** A column of the table under an alias; alone where the alias is "". */
export const columnAt = (alias: string, column: string): Sql =>
  alias === "" ? ident(column) : sql`${raw(alias)}.${ident(column)}`

/** Quotes "database.table". */
export function tableIdent(table: string): Sql {
  const dot = table.indexOf(".")
  return sql`${ident(table.slice(0, dot))}.${ident(table.slice(dot + 1))}`
}

/** A value as text in utf8mb4. */
export const asText = (expression: Sql): Sql => sql`cast(${expression} as char character set utf8mb4)`

/** The same letter by letter, whatever a collation takes for equal. */
export const isExactly = (one: Sql, other: Sql): Sql =>
  sql`cast(${asText(one)} as binary) = cast(${asText(other)} as binary)`
