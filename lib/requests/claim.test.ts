import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, it } from "vitest"
import { refusalOf } from "@/db/testing/refusal"
import type { Signed, StaffActor, SubjectActor } from "@/lib/context"
import { Forbidden, Invalid, NotAllowedNow, NotFound } from "@/lib/errors"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { wakePart } from "@/lib/fulfilment/wake"
import { openLetter } from "@/lib/letters/keep-letter"
import { letterText } from "@/lib/letters/letter-text"
import type { Part } from "@/lib/requests/access"
import { answerQuestion, cancelRequest, takePart } from "@/lib/requests/handle"
import { myRequest } from "@/lib/requests/my-request"
import { prospectFor } from "@/lib/requests/prepare"
import { prepareWords } from "@/lib/requests/prepare-words"
import { previewReply, type Reply, replyToPart } from "@/lib/requests/reply"
import { prepareOwnClaim, sendOwnClaim } from "@/lib/requests/send-claim"
import { readyToSign, signRequest } from "@/lib/requests/sign"
import { approve, as, partRow, proposeFor, signAs } from "@/lib/testing/cases"
import { type FolderDeployment, folderDeployment } from "@/lib/testing/folder-deployment.fixture"

let here: FolderDeployment
let person: Signed<SubjectActor>
let officer: Signed<StaffActor>

const PHONE = "+996555500001"
const PASSWORD = "demo-user-1"

beforeAll(async () => {
  here = await folderDeployment("policies/qlever")
  person = await here.person(PHONE)
  officer = await here.staff("officer")
})
afterAll(() => here?.close())

const seen = ({ id, version }: Part) => ({ part: id, version })

async function claim(change: { amount?: string; demand?: string; words?: string } = {}): Promise<Part> {
  const asked = { right: "claim", about: [], words: "Тапшырык келген жок.", ...change }
  const { intent } = await prepareWords(here.house, person, asked)
  const ready = await readyToSign(here.house, person, { intent, password: PASSWORD })
  return as(here, person, (ctx) => signRequest(ctx, ready))
}

/** The letters of a request, oldest first, with their text. */
async function lettersOf(number: string) {
  return as(here, person, async (ctx) => {
    const { letters } = await myRequest(ctx, number)
    const opened = await Promise.all(letters.map(({ id }) => openLetter(ctx, id)))
    return letters.map(({ kind }, i) => ({ kind, text: opened[i] ? letterText(opened[i].letter) : "" }))
  })
}

async function reply(part: Part, change: Partial<Reply>): Promise<Part> {
  const input = { ...seen(part), words: "Текшердик.", outcome: "answered" as const, ground: "", ...change }
  const { hash } = await as(here, officer, (ctx) => previewReply(ctx, input))
  return as(here, officer, (ctx) => replyToPart(ctx, { ...input, checked: hash }))
}

const groundsNow = async (categories: string[]) => {
  const { plan } = await prospectFor(here.house, person, { right: "erasure", categories })
  return [...new Set(plan.operations.map(({ operation, ground }) => `${operation} ${ground}`))].sort()
}

it("an erasure asked while a claim is open is kept on the claim's ground, waits for its end, and is then carried out", async () => {
  const categories = ["survey_answers", "support_messages"]
  const before = await groundsNow(categories)
  expect(before).toEqual(["erase null"])
  for (const wrong of ["сан эмес", "0", "-5"])
    await expect(claim({ amount: wrong })).rejects.toMatchObject({
      fields: { amount: { code: "money_shape" } },
    })
  await expect(claim({ words: " " })).rejects.toThrow(Invalid)
  const open = await claim({ amount: "1 200,50", demand: "Акчаны кайтарыңыздар." })
  const [letter] = await lettersOf(open.number)
  for (const words of ["Талап кылынган сумма: 1 200,50 сом", "Акчаны кайтарыңыздар.", "Тапшырык келген жок."])
    expect(letter?.text.replaceAll("\u00a0", " ")).toContain(words)

  expect(await groundsNow(categories)).toEqual(["keep COURT_CLAIM", "restrict COURT_CLAIM"])
  const erasure = await signAs(here, person, PASSWORD, { right: "erasure", categories })
  await approve(here, await proposeFor(here, erasure))
  await fulfilPart(here.house, erasure.id)
  expect(await partRow(here, erasure.id)).toMatchObject({
    status: "deferred",
    deferred_fact: null,
    deferred_until: null,
  })
  const decision = (await lettersOf(erasure.number)).find(({ kind }) => kind === "decision")
  expect(decision?.text).toContain(
    "Порталдан келген наразылык каты же соттук иш жүрүп жатат (саясаттын 8.1-пункту",
  )
  await wakePart(here.house, erasure.id)
  expect(await partRow(here, erasure.id)).toMatchObject({ status: "deferred" })

  const taken = await as(here, officer, (ctx) => takePart(ctx, seen(open)))
  await expect(reply(taken, { outcome: "partly_upheld" })).rejects.toMatchObject({
    fields: { ground: { code: "ground_required" } },
  })
  const byHand = as(here, officer, (ctx) =>
    ctx.db.execute(sql`update request_parts set outcome = 'partly_upheld' where id = ${open.id}`),
  )
  expect(await refusalOf(byHand)).toBe("UK004")
  await reply(taken, { outcome: "partly_upheld", ground: "ABOVE_ORDER_TOTAL" })
  const answer = (await lettersOf(open.number)).at(-1)
  for (const words of ["жарым-жартылай канааттандырылды", "саясаттын 7.1-пункту"])
    expect(answer?.text).toContain(words)

  await wakePart(here.house, erasure.id)
  await fulfilPart(here.house, erasure.id)
  expect(await partRow(here, erasure.id)).toMatchObject({ status: "fulfilled" })
  expect(await groundsNow(categories)).toEqual([])
  const certificates = (await lettersOf(erasure.number)).filter(({ kind }) => kind === "certificate")
  expect(certificates.length).toBe(2)
  expect(certificates[1]?.text).toContain("Жок кылынды")
  const told = await here.owner.query(
    "select 1 from outbox where subject_id = $1 and template = 'completed'",
    [person.actor.subjectId],
  )
  expect(told.rowCount).toBeGreaterThan(0)
})

it("the organisation's own claim waits for the person's answer within the term, and is not theirs to take back", async () => {
  const { subjectId } = person.actor
  const entered = { subject: subjectId, words: "Тапшырык төлөнгөн эмес.", amount: "900", demand: "" }
  const prepare = (change: Partial<typeof entered> = {}) =>
    prepareOwnClaim(here.house, officer, { ...entered, ...change })
  await expect(prepare({ words: "", amount: "" })).rejects.toMatchObject({
    fields: { words: { code: "required" }, demand: { code: "required" } },
  })
  await expect(prepare({ amount: "көп" })).rejects.toThrow(Invalid)
  await expect(prepare({ subject: "00000000-0000-4000-8000-000000000000" })).rejects.toThrow(NotFound)
  const ready = await prepare()
  const approver = await here.staff("approver")
  await expect(as(here, approver, (ctx) => sendOwnClaim(ctx, ready))).rejects.toThrow(Forbidden)
  const sent = await as(here, officer, (ctx) => sendOwnClaim(ctx, ready))

  const page = await as(here, person, (ctx) => myRequest(ctx, sent.number))
  expect(page).toMatchObject({ status: "waiting", word: "your_turn", channel: "system" })
  expect(page.parts[0]).toMatchObject({ mayCancel: false, dueOn: sent.dueOn })
  expect(page.letters).toMatchObject([{ kind: "our_claim", direction: "out" }])
  const [letter] = await lettersOf(sent.number)
  for (const words of ["Тапшырык төлөнгөн эмес.", "Талап кылынган сумма: 900 сом", "30 календардык күн"])
    expect(letter?.text.replaceAll("\u00a0", " ")).toContain(words)
  expect(await groundsNow(["ip_address"])).toContain("keep COURT_CLAIM")
  await expect(as(here, person, (ctx) => cancelRequest(ctx, seen(sent)))).rejects.toThrow(NotAllowedNow)
  const byHand = as(here, person, (ctx) =>
    ctx.db.execute(sql`update request_parts set status = 'cancelled' where id = ${sent.id}`),
  )
  expect(await refusalOf(byHand)).toBe("UK003")

  const answered = await as(here, person, (ctx) =>
    answerQuestion(ctx, { part: sent.id, body: "Төлөгөм, чеги бар." }),
  )
  expect(answered).toMatchObject({ status: "working", dueOn: sent.dueOn })
  await expect(reply(answered, { outcome: "upheld" })).rejects.toThrow(Invalid)
  expect(await reply(answered, { words: "Чек табылды, талап жабылды." })).toMatchObject({
    status: "fulfilled",
  })
  const closing = (await lettersOf(sent.number)).at(-1)
  expect(closing?.text).toContain(`№ ${sent.number} дооматыбыз боюнча жообуңузду карап чыктык`)
  const told = await here.owner.query(
    "select 1 from outbox where subject_id = $1 and template = 'our_claim'",
    [subjectId],
  )
  expect(told.rowCount).toBeGreaterThan(0)
})
