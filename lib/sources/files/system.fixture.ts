import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { parse } from "csv-parse/sync"

/** What a system of the tests holds: rows and marks of each of its people. */
export type Row = { category: string; field: string; record: string; value: string; recorded: string }
export type Held = { known: [kind: string, value: string][]; rows: Row[] }

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`
let clock = Date.parse("2026-01-01T00:00:00Z")

/** Writes a file with its sum, as the format asks; later than every one before. */
export function leave(
  folder: string,
  name: string,
  rows: readonly (readonly string[])[],
  sum: Record<string, string> = {},
): void {
  const text = rows.map((row) => `${row.map(quoted).join(",")}\n`).join("")
  clock += 1000
  const said = {
    sha256: createHash("sha256").update(text).digest("hex"),
    rows: String(rows.length - 1),
    made: new Date(clock).toISOString(),
    ...sum,
  }
  const lines = Object.entries(said).map((line) => `${line.join(" ")}\n`)
  put(folder, `${name}.sum`, lines.join(""))
  put(folder, name, text)
}

/** Puts a file where it is to be once it is whole. */
export function put(folder: string, name: string, content: string | Buffer): void {
  const draft = join(folder, `.${name}.draft`)
  writeFileSync(draft, content)
  renameSync(draft, join(folder, name))
}

/** A system that writes files and reads them, and does nothing else. */
export function openSystem(folder: string) {
  const people = new Map<string, Held>()
  const exportAll = () => {
    const known = [...people].flatMap(([key, held]) => held.known.map(([kind, value]) => [key, kind, value]))
    leave(folder, "people.csv", [["subject", "kind", "value"], ...known])
    const rows = [...people].flatMap(([key, held]) =>
      held.rows.map(({ category, field, record, value, recorded }) => [
        key,
        category,
        field,
        record,
        value,
        "",
        recorded,
      ]),
    )
    leave(folder, "held.csv", [
      ["subject", "category", "field", "record", "value", "origin", "recorded"],
      ...rows,
    ])
  }
  const carryOut = (order: Record<string, string>): void => {
    const { subject = "", op, category = "", purpose, field = "", record, value = "" } = order
    const held = people.get(subject)
    if (!held) return
    const at = (row: Row) => row.category === category && row.field === field && row.record === record
    const mark = (kind: string, name: string, on: boolean) => {
      held.known = held.known.filter((each) => each.join() !== [kind, name].join())
      if (on) held.known.push([kind, name])
    }
    if (op === "erase") held.rows = held.rows.filter((row) => !at(row))
    if (op === "correct") for (const row of held.rows.filter(at)) row.value = value
    if (op === "restrict" || op === "unrestrict") mark("restricted", category, op === "restrict")
    if (op === "stop" || op === "allow") mark("stopped", `${purpose}/${field}`, op === "stop")
  }
  return {
    people,
    exportAll,
    /** Carries out every order that was not answered yet, answers it, and exports anew. Returns how many there were. */
    work(state = "done"): number {
      const orders = readdirSync(folder).filter((name) => /^order-[0-9a-f]+\.csv$/.test(name))
      const open = orders.filter((name) => !existsSync(join(folder, name.replace("order", "result"))))
      for (const name of open) {
        const rows = parse(readFileSync(join(folder, name)), { columns: true }) as Record<string, string>[]
        if (state === "done") for (const row of rows) carryOut(row)
        const steps = [...new Set(rows.map(({ step = "" }) => step))]
        leave(folder, name.replace("order", "result"), [
          ["step", "state", "rows"],
          ...steps.map((step) => [step, state, "1"]),
        ])
      }
      exportAll()
      return open.length
    },
  }
}
