import { drizzle } from "drizzle-orm/node-postgres"
import { afterAll, beforeAll, expect, it } from "vitest"
import type { Signed, StaffActor } from "@/lib/context"
import { askForCopy, bytesOf, filesIn, proved } from "@/lib/copies/copies.fixture"
import { prepareForService } from "@/lib/copies/hand-over"
import { savePackage } from "@/lib/copies/my-package"
import { takeBooklet, takePackage } from "@/lib/copies/take-package"
import { orderPackage, recordTransfer, sendCopy } from "@/lib/copies/transfer"
import { addDays, dayIn } from "@/lib/deadlines/day"
import { Forbidden, Invalid, NotAllowedNow, NotFound } from "@/lib/errors"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { runSelfService } from "@/lib/fulfilment/run-self-service"
import { openLetter } from "@/lib/letters/keep-letter"
import { letterText } from "@/lib/letters/letter-text"
import { policyFindings } from "@/lib/policy/policy-references"
import { publishPolicy } from "@/lib/policy/publish-folder"
import type { Part } from "@/lib/requests/access"
import { takePart } from "@/lib/requests/handle"
import { myRequest } from "@/lib/requests/my-request"
import { prepareReading, readingForm } from "@/lib/requests/prepare-reading"
import { prepareRegistration } from "@/lib/requests/prepare-registration"
import { registerRequest } from "@/lib/requests/register"
import { as, partRow } from "@/lib/testing/cases"
import { type FolderDeployment, folderDeployment } from "@/lib/testing/folder-deployment.fixture"
import { typedAs } from "@/lib/testing/typed.fixture"

const SERVICE = { code: "other_club", title: { ky: "Башка клуб", ru: "Другой клуб", en: "Another club" } }
const ADULT = "+996555300003"

let here: FolderDeployment
let officer: Signed<StaffActor>

beforeAll(async () => {
  here = await folderDeployment("policies/om")
  const { folder, dataMap } = here
  const rights = folder.policy.rights.map((right) => {
    if (right.code === "copy") return { ...right, selfService: false }
    if (right.code !== "portability") return right
    return { ...right, services: [{ ...SERVICE, cites: right.cites }] }
  })
  await publishPolicy(drizzle(here.owner), { ...folder, policy: { ...folder.policy, rights } }, dataMap)
  officer = await here.staff("officer")
})
afterAll(() => here?.close())

const ask = async (right: string, to = "", phone = ADULT) =>
  askForCopy(here, await here.person(phone), "demo-user-3", { right, choice: ["all"], to })

const take = (part: Part) =>
  as(here, officer, (ctx) => takePart(ctx, { part: part.id, version: part.version }))

const seen = ({ id, version }: Part) => ({ part: id, version })

const letterOf = async (part: Part): Promise<string> => {
  const signed = await here.person(ADULT)
  const page = await as(here, signed, (ctx) => myRequest(ctx, part.number))
  const kept = page.letters.find(({ kind }) => kind === "handed_over")
  const letter = await as(here, signed, (ctx) => openLetter(ctx, kept?.id ?? ""))
  return letter ? letterText(letter.letter) : ""
}

const viewsOf = async (part: Part): Promise<string[][]> => {
  const { rows } = await here.owner.query<{ categories: string[] }>(
    "select categories from views where request_id = $1 order by at",
    [part.requestId],
  )
  return rows.map(({ categories }) => categories)
}

it("a copy the policy does not let through alone is sent on by an officer, and holds all but passwords", async () => {
  const part = await ask("copy")
  await runSelfService(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "received" })
  const approver = await here.staff("approver")
  const taken = await take(part)
  await expect(as(here, approver, (ctx) => sendCopy(ctx, seen(taken)))).rejects.toThrow(Forbidden)
  await as(here, officer, (ctx) => sendCopy(ctx, seen(taken)))
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
  const signed = await proved(here, await here.person(ADULT))
  const files = filesIn(await bytesOf(await savePackage(here.house, signed, part.id)))
  const manifest = JSON.parse(String(files.get("manifest.json")))
  const source = here.house
    .sourcesOf(here.inForce)
    .all()
    .find(({ name }) => name !== "portal")
  const club = here.sources.values().next().value
  const { rows } = (await club?.query(
    "select encode(digest, 'hex') as digest from club.secrets join club.members using (user_no) where mobile = $1",
    [ADULT],
  )) ?? { rows: [] }
  for (const [name, bytes] of files)
    expect({ name, tells: bytes.includes(rows[0].digest) }).toEqual({ name, tells: false })
  const [key = ""] = (await source?.find("phone", ADULT)) ?? []
  const counted = await source?.count({ identifiers: [{ kind: source.subjectKind, value: key }] })
  const inSource = new Map(counted?.categories.map(({ category, items }) => [category, items]))
  const inCopy = new Map(
    manifest.categories.map(({ code, items }: { code: string; items: number }) => [code, items]),
  )
  for (const [category, items] of inSource)
    expect([category, Number(inCopy.get(category)) >= items]).toEqual([category, true])
  expect(manifest.sources.every(({ answered }: { answered: boolean }) => answered)).toBe(true)
})

it("a transfer goes to the named service once an officer handed it over: recorded, and told to the person", async () => {
  const part = await ask("portability", SERVICE.code)
  await runSelfService(here.house, part.id)
  const taken = await take(part)
  const day = { day: "1", month: "1", year: "2020" }
  const early = as(here, officer, (ctx) => recordTransfer(ctx, { ...seen(taken), on: day, reference: "№ 7" }))
  await expect(early).rejects.toThrow(new NotAllowedNow("no_package"))
  await expect(as(here, officer, (ctx) => sendCopy(ctx, seen(taken)))).rejects.toThrow(NotAllowedNow)
  await as(here, officer, (ctx) => orderPackage(ctx, seen(taken)))
  await prepareForService(here.house, part.id)
  const zip = await bytesOf(await takePackage(here.house, officer, part.id))
  expect(filesIn(zip).has("data.json")).toBe(true)
  expect((await viewsOf(part)).at(-1)).toContain("phone")
  const wrong = as(here, officer, (ctx) => recordTransfer(ctx, { ...seen(taken), on: day, reference: " " }))
  await expect(wrong).rejects.toThrow(
    new Invalid({ on: { code: "before_request" }, reference: { code: "required" } }),
  )
  const on = typedAs(dayIn(new Date(), "Asia/Bishkek"))
  const byHand = here.owner.query("update request_parts set status = 'fulfilled' where id = $1", [part.id])
  await expect(byHand).rejects.toMatchObject({ code: "UK020" })
  await as(here, officer, (ctx) => recordTransfer(ctx, { ...seen(taken), on, reference: "№ 7" }))
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
  const { rows } = await here.owner.query(
    "select recipient, purpose, ground, request_id, categories @> array['phone'] as phone from disclosures where subject_id = $1",
    [part.subjectId],
  )
  expect(rows).toEqual([
    {
      recipient: "Башка клуб",
      purpose: "portability",
      ground: "consent",
      request_id: part.requestId,
      phone: true,
    },
  ])
  expect(await letterOf(part)).toMatch(/«Башка клуб» кызматына .* берилди \(№ 7\)/)
})

it("who has no cabinet is given it at the desk: the booklet is taken under a recorded view", async () => {
  const { subjectId } = (await here.person("+996555300002")).actor
  await here.owner.query("update accounts set subject_id = null where subject_id = $1", [subjectId])
  const ready = await prepareRegistration(here.house, officer, {
    subject: subjectId,
    right: "access",
    channel: "visit",
    received: { ...typedAs(addDays(dayIn(new Date(), "Asia/Bishkek"), -1)), time: "10:00" },
    language: "ru",
    choice: ["all"],
    words: "Просит распечатать всё, что о ней хранится.",
    evidence: null,
  })
  const part = await as(here, officer, (ctx) => registerRequest(ctx, ready))
  expect(part.scope).toMatchObject({ right: "access", atDesk: true })
  await runSelfService(here.house, part.id)
  const taken = await take(part)
  await as(here, officer, (ctx) => sendCopy(ctx, seen(taken)))
  await expect(takeBooklet(here.house, officer, part.id)).rejects.toThrow(NotFound)
  await fulfilPart(here.house, part.id)
  const before = (await viewsOf(part)).length
  const { name, bytes } = await takeBooklet(here.house, officer, part.id)
  expect(name).toBe(`data-${part.number}.html`)
  expect(String(bytes)).toContain('<html lang="ru">')
  expect(await viewsOf(part)).toHaveLength(before + 1)
  const auditor = await here.staff("auditor")
  await expect(takeBooklet(here.house, auditor, part.id)).rejects.toThrow(Forbidden)
})

it("a policy that names services needs a ground of transfer on consent", () => {
  const { folder } = here
  const rights = folder.policy.rights.map((right) =>
    right.code === "portability" ? { ...right, services: [{ ...SERVICE, cites: right.cites }] } : right,
  )
  const sound = { ...folder.policy, rights }
  const without = {
    ...sound,
    transferGrounds: sound.transferGrounds.filter(({ requires }) => requires !== "consent"),
  }
  const about = (policy: unknown) =>
    policyFindings(policy, folder.profile).filter(({ path }) => path.includes("services"))
  expect(about(sound)).toEqual([])
  expect(about(without)).toHaveLength(1)
})

it("a policy without the right gives no form, and no letter can be prepared for it", async () => {
  const { folder, dataMap } = here
  const rights = folder.policy.rights.filter(({ code }) => code !== "copy")
  await publishPolicy(drizzle(here.owner), { ...folder, policy: { ...folder.policy, rights } }, dataMap)
  const signed = await here.person(ADULT)
  expect(readingForm({ ...folder.policy, rights }, "copy")).toBeNull()
  const asked = { right: "copy", choice: ["all"], to: "" }
  await expect(prepareReading(here.house, signed, asked)).rejects.toThrow(NotFound)
})
