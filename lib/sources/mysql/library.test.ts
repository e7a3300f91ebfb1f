import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { mariaDbFolder } from "@/db/testing/mariadb"
import { askForCopy, bytesOf, filesIn, proved } from "@/lib/copies/copies.fixture"
import { savePackage } from "@/lib/copies/my-package"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { openLetter } from "@/lib/letters/keep-letter"
import { letterText } from "@/lib/letters/letter-text"
import { readCategory } from "@/lib/records/read-category"
import { openReading } from "@/lib/records/reading"
import { approve, as, partRow, proposeFor, signAs } from "@/lib/testing/cases"
import { READERS } from "@/lib/testing/library.fixture"
import { type MariaLibrary, mariaLibrary } from "./library.fixture"

// Where no MariaDB server is to be had, this is counted as skipped.
describe.skipIf(mariaDbFolder === undefined)("an organisation whose data lie in MariaDB", () => {
  let here: MariaLibrary
  beforeAll(async () => {
    here = await mariaLibrary()
  })
  afterAll(() => here?.close())

  const readers = () =>
    here.sql(
      "select card, `аты-жөнү` as name, tel, mail, about from `Китепкана`.Readers where card <> 'NK-7/3' order by card",
    )

  it("gives a reader what its tables hold of them, and nothing of another", async () => {
    const { phone, password } = READERS.borrowing
    const choice = ["reader_name", "books_lent", "tastes", "visits"]
    const person = await here.person(phone)
    const part = await askForCopy(here, person, password, { right: "access", choice })
    await approve(here, await proposeFor(here, part))
    await fulfilPart(here.house, part.id)
    expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled", stall_cause: null })
    const files = filesIn(await bytesOf(await savePackage(here.house, await proved(here, person), part.id)))
    const booklet = String(files.get("booklet.html"))
    for (const told of ["Үлгүбаева Айнур Сыноовна", "тарых", "№ 5", "12,50"]) expect(booklet).toContain(told)
    for (const [name, bytes] of files)
      expect({ name, tells: ["Сыноев", "NK-7/2"].some((other) => bytes.includes(other)) }).toEqual({
        name,
        tells: false,
      })
    const again = await here.person(phone)
    const reading = await openReading(here.house, again, again.actor.subjectId)
    const held: unknown[][] = []
    for (const code of choice) {
      const { records } = await readCategory(reading, code)
      held.push(...records.flatMap(({ items }) => items.map(({ field, value }) => [field, value])))
    }
    const [lent] = await here.sql("select * from `Китепкана`.Lent where reader = 'NK-7/1'")
    const [visit] = await here.sql("select * from `Китепкана`.Visits where reader = 'NK-7/1'")
    expect(held.sort()).toEqual(
      [
        ["full_name", "Үлгүбаева Айнур Сыноовна"],
        ["born_on", "1990-05-17"],
        ["genres", { жакшы: "тарых" }],
        ["school", "№ 5"],
        ["branch", 1],
        ["lent_on", lent?.out_on],
        ["fine", "12.50"],
        ["visited_on", visit?.day],
        ["hall", "Reading-Hall"],
      ].sort(),
    )
  })

  it("erases whoever has given every book back, reads it again, and certifies that", async () => {
    const { phone, password, card } = READERS.former
    const [other] = await readers()
    const person = await here.person(phone)
    const scope = { right: "erasure" as const, categories: here.categories }
    const part = await signAs(here, person, password, scope)
    await approve(here, await proposeFor(here, part))
    await fulfilPart(here.house, part.id)
    expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled", stall_cause: null })
    for (const table of ["Lent", "Visits", "Asked"])
      expect(await here.sql(`select 1 from \`Китепкана\`.${table} where reader = ?`, [card])).toEqual([])
    expect(await readers()).toEqual([other, { card, name: "—", tel: null, mail: null, about: {} }])
    const { rows } = await here.owner.query<{ letter_id: string }>(
      "select letter_id from certificates where part_id = $1",
      [part.id],
    )
    expect(rows).toHaveLength(1)
    const opened = await as(here, person, (ctx) => openLetter(ctx, rows[0]?.letter_id ?? ""))
    const certificate = opened ? letterText(opened.letter) : ""
    for (const told of [part.number, "Картотека", "Китепкана.Visits", "Алынган китептер"])
      expect(certificate).toContain(told)
  })

  it("keeps the last visit of whoever was there within the year, and says until when", async () => {
    const { phone, password } = READERS.borrowing
    const scope = { right: "erasure" as const, categories: ["visits"] }
    const part = await signAs(here, await here.person(phone), password, scope)
    await approve(here, await proposeFor(here, part))
    await fulfilPart(here.house, part.id)
    const row = await partRow(here, part.id)
    expect([row.status, row.stall_cause, row.deferred_until !== null]).toEqual(["deferred", null, true])
    expect(await here.sql("select hall from `Китепкана`.Visits where reader = 'NK-7/1'")).toHaveLength(1)
    expect(
      await here.sql(
        "select json_contains(blockedFor, '\"visits\"') as it from `Китепкана`.Readers where card = 'NK-7/1'",
      ),
    ).toEqual([{ it: 1 }])
  })
})
