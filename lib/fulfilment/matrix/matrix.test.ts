import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { mariaDbFolder } from "@/db/testing/mariadb"
import { openSmallDisk } from "@/lib/testing/small-disk.fixture"
import { openFiles } from "./files.fixture"
import { type Case, type Hall, openHall } from "./hall.fixture"
import { openHttp } from "./http.fixture"
import { openManual } from "./manual.fixture"
import { openMariaDb } from "./mysql.fixture"
import { openPortal } from "./portal.fixture"
import { openPostgres } from "./postgres.fixture"
import { recordOf } from "./record.fixture"
import type { Kind, Source } from "./source.fixture"
import { type Answers, deliver, type Struck, settle, undergo } from "./strike.fixture"
import { type Fault, faultPage, faults, matrix } from "./table"

/** A kind of source is one line here and one in the table. */
const kinds: Readonly<Record<string, Kind>> = {
  PostgreSQL: openPostgres,
  MariaDB: openMariaDb,
  HTTP: openHttp,
  Files: openFiles,
  "By hand": openManual,
  "The portal itself": openPortal,
}

/** Those that can be opened here: where no MariaDB server is to be had, its cells are counted as skipped. */
const opened = Object.fromEntries(
  Object.entries(kinds).filter(([kind]) => kind !== "MariaDB" || mariaDbFolder !== undefined),
)

type Calm = { answers: Answers; record: unknown }
/** Each run once by a worker that has just begun, and once by one that has not. */
const calmly = ["erasure", "access", "erasure again"] as const

const disk = openSmallDisk()
const scratch = disk?.folder ?? mkdtempSync(path.join(tmpdir(), "ukuk-scratch-"))
/** What is full is the folder of the copies, but where a source has a disk of its own. */
const rightOf = (source: Source, fault: Fault) =>
  fault === "disk full" && !("strikes" in source) ? "access" : "erasure"
/** Who may mount a disk may also mount it to be read alone. */
const needsDisk = (kind: string, fault: Fault) =>
  fault === "disk full" || (kind === "Files" && fault === "permission lost")
let hall: Hall
const cases = new Map<string, Case>()
const calm = new Map<string, Calm>()

const sourceOf = (kind: string): Source => {
  const source = hall.sources.get(kind)
  if (!source) throw new Error(`there is no ${kind}`)
  return source
}
const caseOf = (kind: string, name: string): Case => {
  const found = cases.get(`${kind} ${name}`)
  if (!found) throw new Error(`nobody was furnished for ${kind} ${name}`)
  return found
}

beforeAll(async () => {
  hall = await openHall(opened, scratch)
  for (const [kind, source] of hall.sources) {
    for (const name of calmly)
      cases.set(`${kind} ${name}`, await hall.furnish(source, name === "access" ? name : "erasure"))
    for (const fault of faults)
      cases.set(`${kind} ${fault}`, await hall.furnish(source, rightOf(source, fault)))
  }
  await hall.ensureWorker()
  await hall.quiet()
  for (const [kind, source] of hall.sources) {
    const [cold, read, warm] = [
      await calmRun(kind, source, "erasure"),
      await calmRun(kind, source, "access"),
      await calmRun(kind, source, "erasure again"),
    ]
    calm.set(`${kind} erasure`, {
      answers: { cold: cold.bytes, warm: Math.min(cold.bytes, warm.bytes) },
      record: warm.record,
    })
    calm.set(`${kind} access`, { answers: { cold: read.bytes, warm: read.bytes }, record: read.record })
    expect(cold.record).toEqual(warm.record)
  }
}, 300_000)

async function calmRun(
  kind: string,
  source: Source,
  name: string,
): Promise<{ bytes: number; record: unknown }> {
  const found = caseOf(kind, name)
  const struck: Struck = { hall, source, found, answers: { cold: 0, warm: 0 }, disk }
  source.proxy.drop()
  source.proxy.set({ is: "pass" })
  await deliver(struck)
  expect(await settle(struck)).toBe("done")
  const record = await recordOf(hall, source, found)
  expect(record, "undisturbed it is carried out").toMatchObject({ part: [{ status: "fulfilled" }] })
  return { bytes: source.proxy.answered(), record }
}

afterAll(async () => {
  await hall?.close()
  if (disk) disk.close()
  else rmSync(scratch, { recursive: true, force: true })
})

it("the page says what the table says", async () => {
  expect(Object.keys(matrix)).toEqual(Object.keys(kinds))
  await expect(faultPage()).toMatchFileSnapshot("../../../docs/fault-matrix.md")
})

describe.each(Object.keys(kinds))("%s", (kind) => {
  for (const fault of faults) {
    const run = !(kind in opened) || (needsDisk(kind, fault) && !disk) ? it.skip : it
    run(
      `${fault}: the end is that of an undisturbed run, or a stall with its cause and nothing half-done`,
      async () => {
        const [source, found] = [sourceOf(kind), caseOf(kind, fault)]
        const quiet = calm.get(`${kind} ${rightOf(source, fault)}`)
        const before = await source.held(found.n, found.subjectId)
        const struck = { hall, source, found, answers: quiet?.answers ?? { cold: 0, warm: 0 }, disk }
        const outcome = await undergo(struck, fault, async () => {
          expect(await source.held(found.n, found.subjectId), "nothing is half-done").toEqual(before)
        })
        expect(outcome).toBe(matrix[kind]?.[fault])
        expect(await recordOf(hall, source, found)).toEqual(quiet?.record)
      },
      90_000,
    )
  }
})
