import { createHash } from "node:crypto"

/** A statement for the source: text with `$n`, values apart; `name` where the server is to remember its plan. */
export type Statement = { readonly text: string; readonly values: readonly unknown[]; readonly name?: string }

/** What a prepared statement is filled with: slot to value. */
export type Slots = Readonly<Record<string, unknown>>

/** A statement written once and filled for each person anew. */
export type Prepared = { fill(slots: Slots): Statement }

/** Quotes one name of a foreign schema as an SQL identifier. */
export function ident(name: string): string {
  if (name.includes("\0")) throw new Error("a name of the data map holds a NUL")
  return `"${name.replaceAll('"', '""')}"`
}

/** Quotes "schema.table". */
export function tableIdent(table: string): string {
  const dot = table.indexOf(".")
  return `${ident(table.slice(0, dot))}.${ident(table.slice(dot + 1))}`
}

type Parameter = { constant: unknown } | { slot: string }

/** Collects the parameters of one statement: constants of the map, and slots to be filled later. */
export class Params {
  private readonly parameters: Parameter[]
  private readonly known: Map<string, string>

  constructor(
    whole?: Params,
    private readonly prefix = "",
  ) {
    this.parameters = whole?.parameters ?? []
    this.known = whole?.known ?? new Map()
  }

  /** The same statement's parameters, for a part of it whose slots have names of their own. */
  within(prefix: string): Params {
    return new Params(this, prefix)
  }

  /** The placeholder of a constant, cast to a type; equal constants share one. */
  add(value: unknown, type: string): string {
    return this.placeholder(JSON.stringify(["constant", value, type]), { constant: value }, type)
  }

  /** The placeholder of a value that is given when the statement is filled. */
  slot(name: string, type: string): string {
    const slot = `${this.prefix}${name}`
    return this.placeholder(JSON.stringify(["slot", slot, type]), { slot }, type)
  }

  /** Ends the statement; the server remembers its plan under a name made from its text. */
  prepare(text: string): Prepared {
    const { parameters } = this
    const name = `ukuk_${createHash("sha256").update(text).digest("base64url").slice(0, 24)}`
    return {
      fill(slots) {
        const values = parameters.map((parameter) => {
          if ("constant" in parameter) return parameter.constant
          if (!(parameter.slot in slots)) throw new Error(`the slot ${parameter.slot} is not filled`)
          return slots[parameter.slot]
        })
        return { text, values, name }
      },
    }
  }

  private placeholder(key: string, parameter: Parameter, type: string): string {
    const found = this.known.get(key)
    if (found !== undefined) return found
    this.parameters.push(parameter)
    const placeholder = `$${this.parameters.length}::${type}`
    this.known.set(key, placeholder)
    return placeholder
  }
}
