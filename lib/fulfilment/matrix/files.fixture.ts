import { randomUUID } from "node:crypto"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { pathToFileURL } from "node:url"
import { openSystem, type Row } from "@/lib/sources/files/system.fixture"
import { MAP } from "@/lib/sources/files/trial.fixture"
import { openSmallDisk, type SmallDisk } from "@/lib/testing/small-disk.fixture"
import { filesStrikes } from "./files-strikes.fixture"
import type { Portal, Source } from "./source.fixture"

const EXPENSES = 20
const ORDER = /^order-[0-9a-f]+\.csv$/
const keyOf = (n: number) => String(9_000_000 + n)

/** A folder with a system behind it. `disk`: it is a small one of its own. */
export type Drop = {
  folder: string
  disk: SmallDisk | null
  system: ReturnType<typeof openSystem>
  /** Set while the system does nothing. */
  isAway: boolean
  /** The names of the orders that concern a person. */
  ordersOf(n: number): string[]
}

/** A system that has nothing but files, and the folder it shares with the portal. */
export async function openFiles({ door }: Portal): Promise<Source> {
  const disk = openSmallDisk()
  const folder = disk?.folder ?? mkdtempSync(path.join(tmpdir(), "ukuk-drop-"))
  const system = openSystem(folder)
  const drop: Drop = {
    ...{ folder, disk, system, isAway: false },
    ordersOf: (n) =>
      readdirSync(folder).filter(
        (name) => ORDER.test(name) && readFileSync(path.join(folder, name), "utf8").includes(`,${keyOf(n)},`),
      ),
  }
  const reached = { BOOKS_URL: pathToFileURL(folder).href }
  return {
    name: "books",
    map: MAP,
    ...{ connections: reached, proxied: reached, secrets: {}, proxy: door },
    categories: Object.keys(MAP.holds),
    async add(n) {
      system.people.set(keyOf(n), { known: [["pin", `2150519${9_000_000 + n}`]], rows: rowsOf(n) })
      system.exportAll()
      const knownAs = [{ source: "books", kind: "customer_id", value: keyOf(n) }]
      return { subjectId: randomUUID(), knownAs }
    },
    held: async (n) => system.people.get(keyOf(n))?.rows.map(({ category, field }) => `${category}.${field}`),
    async asked(n) {
      const halves = readdirSync(folder).filter((name) => name.endsWith(".part"))
      return { orders: drop.ordersOf(n).length, halves: halves.length }
    },
    async respond() {
      const isOpen = (name: string) => ORDER.test(name) && !names.has(name.replace("order", "result"))
      const names = new Set(readdirSync(folder))
      if (!drop.isAway && [...names].some(isOpen)) system.work()
    },
    strikes: filesStrikes(drop),
    async close() {
      if (disk) disk.close()
      else rmSync(folder, { recursive: true })
    },
  }
}

function rowsOf(n: number): Row[] {
  const row = (category: string, field: string, record: number, value: string): Row => ({
    ...{ category, field, record: String(record), value, recorded: "2026-01-02T00:00:00Z" },
  })
  const expenses = Array.from({ length: EXPENSES }, (_, i) => [
    row("expenses", "amount", i, "9000.00"),
    row("expenses", "expense_kind", i, "rent"),
  ])
  return [row("email", "email", 0, `b${n}@borrower.example`), ...expenses.flat()]
}
