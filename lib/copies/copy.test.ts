import { createHash } from "node:crypto"
import { afterAll, beforeAll, expect, it } from "vitest"
import { askForCopy, bytesOf, filesIn, proved, reach } from "@/lib/copies/copies.fixture"
import { myPackage, savePackage } from "@/lib/copies/my-package"
import { Forbidden, Invalid, NotAllowedNow, NotFound } from "@/lib/errors"
import { askAgain } from "@/lib/fulfilment/ask-again"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { runSelfService } from "@/lib/fulfilment/run-self-service"
import { openLetter } from "@/lib/letters/keep-letter"
import { letterText } from "@/lib/letters/letter-text"
import { myRequest } from "@/lib/requests/my-request"
import { prepareReading } from "@/lib/requests/prepare-reading"
import { approve, as, partRow, proposeFor, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())

const ask = async (n: 1 | 2 | 3, right: string, choice: string[] = ["all"]) =>
  askForCopy(here, await here.borrower(n), `demo-borrower-${n}`, { right, choice })

/** What the worker does with a part that goes by itself. */
async function run(id: string): Promise<void> {
  await runSelfService(here.house, id)
  await fulfilPart(here.house, id)
}

const saved = async (n: 1 | 2 | 3, id: string) =>
  filesIn(await bytesOf(await savePackage(here.house, await proved(here, await here.borrower(n)), id)))

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex")

type Data = {
  categories: {
    code: string
    purposes: { code: string; basis: { code: string } }[]
    recipients: { code: string }[]
    retention: { today: { ground: string }[] }
    items: { field: string; value: unknown; masked: string | null; file: string | null }[]
  }[]
  consents: unknown[]
  views: unknown[]
}

const valuesOf = (data: Data, category: string, field: string) =>
  data.categories
    .find(({ code }) => code === category)
    ?.items.filter((item) => item.field === field)
    .map(({ value }) => value)

it("a copy is whole: it holds what the sources hold, other people masked, every file under its own hash", async () => {
  await here.lender.query(
    "update core.employment e set employer = '=HYPERLINK(\"http://x\")' from core.customers c where c.customer_id = e.customer_id and c.mobile_phone = '+996555000001'",
  )
  const part = await ask(1, "copy")
  await run(part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
  const files = await saved(1, part.id)
  const manifest = JSON.parse(String(files.get("manifest.json")))
  expect(manifest.files.map(({ name }: { name: string }) => name).sort()).toEqual(
    [...files.keys()].filter((name) => name !== "manifest.json").sort(),
  )
  for (const { name, sha256: hash, bytes } of manifest.files)
    expect({ name, hash, bytes }).toEqual({
      name,
      hash: sha256(files.get(name) ?? Buffer.alloc(0)),
      bytes: files.get(name)?.length,
    })
  const data = JSON.parse(String(files.get("data.json"))) as Data
  const { rows } = await here.lender.query(
    "select c.mobile_phone, p.phone as relative from core.customers c join core.contact_persons p using (customer_id) where c.mobile_phone = '+996555000001'",
  )
  expect(valuesOf(data, "mobile_phone", "phone")).toContain(rows[0].mobile_phone)
  const relative = rows[0].relative as string
  const contacts = data.categories.find(({ code }) => code === "contact_persons")
  expect(contacts?.items.every(({ masked }) => masked === "other_person")).toBe(true)
  expect(contacts?.items.map(({ value }) => value)).toContain(`•••• ${relative.slice(-2)}`)
  for (const [name, bytes] of files)
    expect({ name, tells: bytes.includes(relative) }).toEqual({ name, tells: false })
  const counted = manifest.categories.map(({ code, items }: { code: string; items: number }) => [code, items])
  expect(counted).toEqual(data.categories.map(({ code, items }) => [code, items.length]))
  expect(data.categories.every(({ purposes }) => purposes.every(({ basis }) => basis.code))).toBe(true)
  expect(manifest.masked).toContainEqual(
    expect.objectContaining({ category: "contact_persons", why: "other_person" }),
  )
  expect(String(files.get("csv/workplace.csv"))).toContain(`"'=HYPERLINK(""http://x"")"`)
  expect(String(files.get("csv/workplace.csv")).startsWith('\ufeff"record"')).toBe(true)
})

it("scans are in it as the source holds them, and in the booklet, which fetches nothing", async () => {
  const part = await ask(1, "portability", ["photo", "name"])
  await run(part.id)
  const files = await saved(1, part.id)
  const data = JSON.parse(String(files.get("data.json"))) as Data
  expect(data.categories.map(({ code }) => code).sort()).toEqual(["name", "photo"])
  const paths = data.categories.flatMap(({ items }) => items.flatMap(({ file }) => file ?? []))
  expect(paths.length).toBeGreaterThan(0)
  const booklet = String(files.get("booklet.html"))
  for (const path of paths) {
    const bytes = files.get(path)
    expect(booklet.includes(bytes?.toString("base64") ?? "-")).toBe(true)
  }
  expect(booklet).toMatch(/^<!doctype html>\n<html lang="ky">/)
  expect(booklet).not.toMatch(/(src|href)="(?!data:|#)/)
})

it("an access request is answered in the letter with purposes, recipients and terms, and with the hash of the file", async () => {
  const signed = await here.borrower(2)
  const part = await ask(2, "access", ["mobile_phone"])
  await run(part.id)
  const page = await as(here, signed, (ctx) => myRequest(ctx, part.number))
  const kept = page.letters.find(({ kind }) => kind === "handed_over")
  const letter = await as(here, signed, (ctx) => openLetter(ctx, kept?.id ?? ""))
  const text = letter ? letterText(letter.letter) : ""
  const { package: found } = await as(here, signed, (ctx) => myPackage(ctx, part.id))
  const zip = await bytesOf(await savePackage(here.house, await proved(here, signed), part.id))
  expect({ size: found?.size, hash: found?.hash.toString("hex") }).toEqual({
    size: zip.length,
    hash: sha256(zip),
  })
  expect(text).toContain(sha256(zip))
  expect(text).toContain("Максат жана укуктук негиз")
  expect([...filesIn(zip).keys()]).toEqual(["booklet.html", "manifest.json"])
})

it("a package is its person's alone, after the password, until its days are over, which is said", async () => {
  const part = await ask(1, "copy", ["name"])
  const [mine, other] = [await here.borrower(1), await here.borrower(2)]
  await expect(savePackage(here.house, await proved(here, mine), part.id)).rejects.toThrow(NotFound)
  await run(part.id)
  await expect(savePackage(here.house, await here.borrower(1), part.id)).rejects.toThrow(Forbidden)
  await expect(savePackage(here.house, await proved(here, other), part.id)).rejects.toThrow(NotFound)
  const before = await downloads(part.id)
  const files = await saved(1, part.id)
  expect(files.has("manifest.json")).toBe(true)
  expect(await downloads(part.id)).toBe(before + 1)
  await here.owner.query("update packages set expires_at = now() - interval '1 second' where id = $1", [
    part.id,
  ])
  const late = savePackage(here.house, await proved(here, await here.borrower(1)), part.id)
  await expect(late).rejects.toThrow(new NotAllowedNow("package_over", { number: part.number }))
  await here.owner.query("select guard.tidy()")
  const pieces = await here.owner.query("select 1 from package_pieces where package_id = $1", [part.id])
  expect(pieces.rowCount).toBe(0)
  const gone = savePackage(here.house, await proved(here, await here.borrower(1)), part.id)
  await expect(gone).rejects.toThrow(NotAllowedNow)
})

const downloads = async (object: string): Promise<number> => {
  const { rows } = await here.owner.query(
    "select count(*)::int as n from ledger_inbox where convert_from(leaf, 'utf8')::jsonb @> $1",
    [JSON.stringify({ act: "package.downloaded", object })],
  )
  return rows[0].n
}

it("while a source is away nothing is handed over: the part waits, names it, and goes on when it is back", async () => {
  const part = await ask(3, "copy")
  await reach(here, here.lenderUrl, false)
  await run(part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "stalled", stall_cause: "silent:lender" })
  const told = await here.owner.query(
    "select count(*)::int as n from outbox where template = 'source_silent'",
  )
  expect(told.rows[0].n).toBe(1)
  await askAgain(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "stalled" })
  await reach(here, here.lenderUrl, true)
  await askAgain(here.house, part.id)
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled", stall_cause: null })
  expect((await saved(3, part.id)).has("data.json")).toBe(true)
})

it("nothing is asked without a category, nor under a right the policy does not have", async () => {
  const signed = await here.borrower(1)
  const empty = prepareReading(here.house, signed, { right: "copy", choice: ["nonsense"], to: "" })
  await expect(empty).rejects.toThrow(new Invalid({ choice: { code: "choose_one" } }))
  const elsewhere = prepareReading(here.house, signed, { right: "copy", choice: ["all"], to: "nobody" })
  await expect(elsewhere).rejects.toThrow(new Invalid({ to: { code: "choose_one" } }))
  const unknown = prepareReading(here.house, signed, { right: "erasure", choice: ["all"], to: "" })
  await expect(unknown).rejects.toThrow(NotFound)
})

it("what is erased does not stay behind in a package", async () => {
  const part = await ask(3, "copy", ["contact_persons"])
  await run(part.id)
  expect((await saved(3, part.id)).has("csv/contact_persons.csv")).toBe(true)
  const erasure = await signLetter(here, 3, { right: "erasure", categories: ["contact_persons"] })
  await approve(here, await proposeFor(here, erasure))
  await fulfilPart(here.house, erasure.id)
  expect(await partRow(here, erasure.id)).toMatchObject({ status: "fulfilled" })
  const left = await here.owner.query("select 1 from packages where subject_id = $1", [part.subjectId])
  expect(left.rowCount).toBe(0)
  const gone = savePackage(here.house, await proved(here, await here.borrower(3)), part.id)
  await expect(gone).rejects.toThrow(NotAllowedNow)
})

it("views are told by unit and role; those of a request under secrecy are withheld", async () => {
  const first = await ask(2, "copy", ["name"])
  await run(first.id)
  const seen = `insert into views (subject_id, staff_id, role, unit, categories, request_id, ledger_id)
    select $1, account_id, 'officer', unit, array[$3], $2, gen_random_uuid() from staff where role = 'officer' limit 1`
  await here.owner.query(seen, [first.subjectId, null, "income"])
  await here.owner.query(seen, [first.subjectId, first.requestId, "expenses"])
  const tell = async () => {
    const part = await ask(2, "copy", ["name"])
    await run(part.id)
    const files = await saved(2, part.id)
    const { views } = JSON.parse(String(files.get("data.json"))) as { views: { categories: string[] }[] }
    return views.flatMap(({ categories }) => categories).sort()
  }
  expect(await tell()).toEqual(["expenses", "income"])
  await here.owner.query(
    "update requests set secrecy = 'SECRET', review_on = current_date + 30 where id = $1",
    [first.requestId],
  )
  expect(await tell()).toEqual(["income"])
})
