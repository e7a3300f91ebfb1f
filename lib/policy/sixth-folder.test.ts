import { readFile, writeFile } from "node:fs/promises"
import path from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { policyCommand } from "@/bin/commands/policy"
import { importConsents } from "@/lib/consents/import-consents"
import { addMonths } from "@/lib/deadlines/day"
import { Invalid } from "@/lib/errors"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { runSelfService } from "@/lib/fulfilment/run-self-service"
import { wakePart } from "@/lib/fulfilment/wake"
import { openLetter } from "@/lib/letters/keep-letter"
import { letterText } from "@/lib/letters/letter-text"
import { nameOf } from "@/lib/people/person-name"
import { signIn } from "@/lib/people/sign-in"
import { accountFor } from "@/lib/records/account-for"
import { countRecords } from "@/lib/records/count"
import { readCategory } from "@/lib/records/read-category"
import { openReading } from "@/lib/records/reading"
import { shownItem } from "@/lib/records/shown"
import { wordOf } from "@/lib/records/words"
import { findCase } from "@/lib/requests/case"
import { viewCase } from "@/lib/requests/case-file"
import type { PartScope } from "@/lib/requests/scope"
import { relational } from "@/lib/sources/relational.fixture"
import { checkSchema } from "@/lib/sources/schema-check"
import { approve, as, partRow, proposeFor, signAs } from "@/lib/testing/cases"
import { type FolderDeployment, folderDeployment } from "@/lib/testing/folder-deployment.fixture"
import { libraryFolder, READERS } from "@/lib/testing/library.fixture"

let folder: Awaited<ReturnType<typeof libraryFolder>>
let here: FolderDeployment

beforeAll(async () => {
  folder = await libraryFolder()
  here = await folderDeployment(folder.dir)
})
afterAll(async () => {
  await here?.close()
  await folder?.remove()
})

/** The erasure that waits for the year to pass. */
let waiting: string

type Reader = "borrowing" | "former"

const checked = async () => {
  const lines: string[] = []
  const code = await policyCommand(["check", folder.dir], (line) => lines.push(line))
  return { code, said: lines.join("\n") }
}

const library = async <T extends object>(sql: string, values: unknown[] = []): Promise<T[]> => {
  const [source] = [...here.sources.values()]
  return (await source?.query<T>(sql, values))?.rows ?? []
}

const readingOf = async (reader: Reader) => {
  const person = await here.person(READERS[reader].phone)
  return openReading(here.house, person, person.actor.subjectId)
}

/** The reader asks and signs, officer and approver let it through, the worker carries it out. */
async function askAndFulfil(reader: Reader, scope: PartScope) {
  const { phone, password } = READERS[reader]
  const part = await signAs(here, await here.person(phone), password, scope)
  await approve(here, await proposeFor(here, part))
  await fulfilPart(here.house, part.id)
  return part
}

async function certificateOf(reader: Reader, part: string): Promise<string[]> {
  const { rows } = await here.owner.query<{ letter_id: string }>(
    "select letter_id from certificates where part_id = $1 order by number",
    [part],
  )
  const person = await here.person(READERS[reader].phone)
  const opened = await Promise.all(
    rows.map(({ letter_id }) => as(here, person, (ctx) => openLetter(ctx, letter_id))),
  )
  return opened.map((each) => (each ? letterText(each.letter) : ""))
}

/** What became of the lines of the plan that ran. */
const states = async (part: string) =>
  (
    await here.owner.query<{ phase: string; state: string }>(
      `select distinct phase, state from plan_operations
       where plan_id = (select id from plans where part_id = $1 order by version desc limit 1) order by 1, 2`,
      [part],
    )
  ).rows.map(({ phase, state }) => `${phase} ${state}`)

describe("a sixth organisation", () => {
  it("needs only a folder, which is checked as any; what its map leaves out is said in words", async () => {
    const { code, said } = await checked()
    // Warnings of the calendar, which come and go with the year, stand after it.
    expect([code, said.split("\n")[0]]).toEqual([0, `${folder.dir}: policy "nur_library" is sound.`])
    const file = path.join(folder.dir, "data-map.yaml")
    const good = await readFile(file, "utf8")
    const broken: [from: RegExp, to: string, said: string][] = [
      [
        /\n\s+name:\n\s+- category: reader_name\n\s+field: full_name/,
        "",
        "No source says what people are called",
      ],
      [
        /(name:\n\s+- category: reader_name\n\s+field: )full_name/,
        "$1nickname",
        'No entry here holds "nickname" of "reader_name"',
      ],
      [
        /recordedAt: day\n/,
        "\n",
        'How long "visits" is kept is counted from its recording: add "recordedAt".',
      ],
    ]
    for (const [from, to, said] of broken) {
      expect(good).toMatch(from)
      await writeFile(file, good.replace(from, to))
      expect(await checked()).toEqual({ code: 1, said: expect.stringContaining(said) })
    }
    await writeFile(file, good)
    expect((await checked()).code).toBe(0)
    const [[name = "", source] = []] = Object.entries(here.dataMap.sources)
    const url = here.house.configuration.connections.NUR_CATALOGUE_URL ?? ""
    expect(await checkSchema(name, relational(source), url)).toEqual([])
  })

  it("lets its people in and shows them what it holds, in its own shapes and words", async () => {
    const { phone, password } = READERS.borrowing
    const device = { agent: "a browser", address: "192.0.2.2" }
    expect(await signIn(here.house, { login: phone, password }, device)).toMatchObject({ kind: "subject" })
    const wrong = signIn(here.house, { login: phone, password: READERS.former.password }, device)
    await expect(wrong).rejects.toThrow(Invalid)

    const reading = await readingOf("borrowing")
    const counted = await countRecords(reading)
    expect(counted.silent).toEqual([])
    const held = counted.groups.flatMap(({ categories }) => categories)
    expect(Object.fromEntries(held.map(({ category, items }) => [category.code, items]))).toEqual({
      reader_name: 2,
      // The portal's own sign-in contact beside the library's two.
      ways_to_reach: 3,
      tastes: 2,
      card: expect.any(Number),
      books_lent: 6,
      visits: 4,
      agreements: 12,
    })
    const valuesOf = async (code: string) =>
      (await readCategory(reading, code)).records.flatMap(({ items }) => items.map(({ value }) => value))
    expect(await valuesOf("reader_name")).toEqual(["Үлгүбаева Айнур Сыноовна", "1990-05-17"])
    expect(await valuesOf("tastes")).toEqual([{ жакшы: "тарых" }, "№ 5"])
    expect(await nameOf(reading.sources, reading.identities)).toBe("Үлгүбаева Айнур Сыноовна")

    const { records, category } = await readCategory(reading, "visits")
    const halls = records.flatMap(({ items }) => items.filter(({ field }) => field === "hall"))
    const shown = halls.map((item) => shownItem(item, category.sensitivity, { full: true }, "ky"))
    expect(shown).toEqual([
      { kind: "text", text: "Абонемент" },
      { kind: "code", code: "Reading-Hall" },
    ])
    expect(wordOf(here.dataMap, "hall", "Reading-Hall", "ky")).toBe("Окуу залы")
    expect(wordOf(here.dataMap, "hall", "Other-Hall", "ky")).toBeNull()
  })

  it("tells its staff who asks from the categories it has, and records them as seen", async () => {
    const scope: PartScope = { right: "withdrawal", purposes: [{ purpose: "news", operations: ["use"] }] }
    const { phone, password } = READERS.former
    const part = await signAs(here, await here.person(phone), password, scope)
    const officer = await here.staff("officer")
    await as(here, officer, async (ctx) => viewCase(ctx, await findCase(ctx, part.number)))
    const { rows } = await here.owner.query("select categories from views where request_id is not null")
    expect(rows).toEqual([{ categories: ["reader_name", "ways_to_reach"] }])
  })
})

describe("its readers' rights", () => {
  it("end: whoever has given every book back is erased from every table, and the certificate is held", async () => {
    const categories = here.folder.policy.categories.map(({ code }) => code)
    const part = await askAndFulfil("former", { right: "erasure", categories })
    expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled", stall_cause: null })
    expect(await states(part.id)).toEqual(["now verified"])
    const { card } = READERS.former
    for (const table of ["Lent", "Visits", "Asked"])
      expect(await library(`select 1 from "Китепкана"."${table}" where reader = $1`, [card])).toEqual([])
    expect(
      await library(
        'select "аты-жөнү" as name, tel, mail, about from "Китепкана"."Readers" where card = $1',
        [card],
      ),
    ).toEqual([{ name: "—", tel: null, mail: null, about: {} }])
    const [certificate, ...more] = await certificateOf("former", part.id)
    expect(more).toEqual([])
    for (const told of [part.number, "Картотека", "Алынган китептер", "Сыноев Бакыт"])
      expect(certificate).toContain(told)
    const left = await countRecords(await readingOf("former"))
    expect(left.groups.flatMap((group) => group.categories.map(({ category }) => category.code))).toEqual([
      "ways_to_reach",
      "card",
    ])
  })

  it("wait for the last visit to be a year old, and say the day; what nothing keeps goes at once", async () => {
    const [visit] = await library<{ day: string }>(
      `select max(day)::text as day from "Китепкана"."Visits" where reader = 'NK-7/1'`,
    )
    const ends = addMonths(visit?.day ?? "", 12)
    const { keepings } = await accountFor(await readingOf("borrowing"), "visits")
    expect(keepings).toMatchObject([{ ground: { code: "VISIT_YEAR" }, untilOn: ends, sure: true }])

    const part = await askAndFulfil("borrowing", { right: "erasure", categories: ["visits", "agreements"] })
    waiting = part.id
    const row = await partRow(here, part.id)
    expect(row).toMatchObject({ status: "deferred", deferred_fact: "obligations.performed" })
    const [certificate] = await certificateOf("borrowing", part.id)
    const [year, , day] = ends.split("-")
    expect(certificate).toContain("Бир жыл")
    expect(certificate).toContain(`${year}-жылдын ${Number(day)}-`)
    expect(await library('select 1 from "Китепкана"."Visits" where reader = \'NK-7/1\'')).toHaveLength(2)
    const [blocked] = await library<{ blockedFor: string[] }>(
      `select "blockedFor" from "Китепкана"."Readers" where card = 'NK-7/1'`,
    )
    expect(blocked?.blockedFor).toContain("visits")
  })

  it("are withdrawn: news end at once, lending when the book is given back, and the consent history says so", async () => {
    const person = await here.person(READERS.borrowing.phone)
    await importConsents(here.house, person.actor.subjectId)
    const part = await askAndFulfil("borrowing", {
      right: "withdrawal",
      purposes: [
        { purpose: "lending", operations: ["use", "store"] },
        { purpose: "news", operations: ["use"] },
      ],
    })
    const allowed = async () =>
      (
        await library<{ what: string; act: string; yes: boolean }>(
          `select what, act, yes from "Китепкана"."Asked" where reader = 'NK-7/1' and what <> 'counting' order by 1, 2`,
        )
      ).map(({ what, act, yes }) => `${what}/${act} ${yes ? "on" : "off"}`)
    expect(await partRow(here, part.id)).toMatchObject({
      status: "deferred",
      deferred_fact: "obligations.performed",
    })
    // What a button can stop is a part of its own beside the letter's, and waits for nobody.
    const beside = await here.owner.query<{ id: string }>(
      "select id from request_parts where request_id = $1 and id <> $2",
      [part.requestId, part.id],
    )
    for (const { id } of beside.rows) {
      await runSelfService(here.house, id)
      await fulfilPart(here.house, id)
    }
    expect(await allowed()).toEqual(["lending/store on", "lending/use on", "news/use off"])
    await library(`update "Китепкана"."Lent" set "кайтарылды" = current_date where reader = 'NK-7/1'`)
    await wakePart(here.house, part.id)
    await fulfilPart(here.house, part.id)
    expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
    expect(await allowed()).toEqual(["lending/store off", "lending/use off", "news/use off"])
    const { rows } = await here.owner.query(
      "select purpose || '/' || operation as what from consent_events where subject_id = $1 and event = 'withdrawn' order by 1",
      [person.actor.subjectId],
    )
    expect(rows.map(({ what }) => what)).toEqual(["lending/store", "lending/use", "news/use"])
  })

  it("complete by themselves: what waited for a fact goes with it, what waited for its year when that is over", async () => {
    await wakePart(here.house, waiting)
    await fulfilPart(here.house, waiting)
    expect(await partRow(here, waiting)).toMatchObject({ status: "deferred", deferred_fact: null })
    const visits = () => library('select 1 from "Китепкана"."Visits" where reader = \'NK-7/1\'')
    expect(await library('select 1 from "Китепкана"."Asked" where reader = \'NK-7/1\'')).toEqual([])
    expect(await visits()).toHaveLength(2)
    await wakePart(here.house, waiting)
    expect(await partRow(here, waiting)).toMatchObject({ status: "deferred" })

    await library(`update "Китепкана"."Visits" set day = day - 346 where reader = 'NK-7/1'`)
    await wakePart(here.house, waiting)
    await fulfilPart(here.house, waiting)
    expect(await partRow(here, waiting)).toMatchObject({ status: "fulfilled", stall_cause: null })
    expect(await visits()).toEqual([])
    expect(await certificateOf("borrowing", waiting)).toHaveLength(3)
  })
})
