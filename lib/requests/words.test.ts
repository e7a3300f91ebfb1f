import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { asSigned, type Ctx, type Signed, type SubjectActor } from "@/lib/context"
import { Conflict, NotFound } from "@/lib/errors"
import { letterText } from "@/lib/letters/letter-text"
import { type InForce, inForce } from "@/lib/policy/editions"
import type { Policy } from "@/lib/policy/schema"
import { draftOf } from "@/lib/requests/draft-of"
import { cancelRequest, takePart } from "@/lib/requests/handle"
import { myLetterPdf } from "@/lib/requests/my-letter"
import { myRequest } from "@/lib/requests/my-request"
import { offersOf } from "@/lib/requests/offers"
import { prepareWords } from "@/lib/requests/prepare-words"
import { letterToPrint } from "@/lib/requests/printed-letter"
import { listMyRequests } from "@/lib/requests/queries"
import { readyOrSigned, signOnce } from "@/lib/requests/sign-once"
import { sentBySession, wordsForm } from "@/lib/requests/words-form"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"
import { faultsOf } from "@/lib/testing/faults.fixture"

let here: TestDeployment
let first: Signed<SubjectActor>
let second: Signed<SubjectActor>
let now: InForce

beforeAll(async () => {
  here = await testDeployment()
  first = await here.borrower(1)
  second = await here.borrower(2)
  now = await as(first, (ctx) => inForce(ctx.db))
})
afterAll(() => here?.close())

const as = <T>(who: Signed<SubjectActor>, work: (ctx: Ctx<SubjectActor>) => Promise<T>) =>
  asSigned(here.house, who, randomUUID(), work)

const prepare = (who: Signed<SubjectActor>, right: string, words = "", about: string[] = []) =>
  prepareWords(here.house, who, { right, about, words })

const send = async (who: Signed<SubjectActor>, intent: string, password?: string) => {
  const ready = await readyOrSigned(here.house, who, "words", { intent, password })
  return as(who, (ctx) => signOnce(ctx, ready))
}

const textOf = async (who: Signed<SubjectActor>, intent: string) => {
  const draft = await as(who, (ctx) => draftOf(ctx, intent))
  if (!draft) throw new Error("nothing was prepared")
  return letterText(draft.letter)
}

const signature = async (number: string) => {
  const { rows } = await here.owner.query(
    "select method, signature is not null as marked, intent_id is not null as bound from letters where registration = $1",
    [number],
  )
  return rows
}

describe("a right the policy has", () => {
  it("is offered with the day of its answer; one it lacks, or that is worked off otherwise, has no form", () => {
    const at = new Date("2026-11-23T05:00:00Z")
    const offers = offersOf(now, at)
    expect(offers.map(({ right }) => right.code)).toEqual(
      expect.arrayContaining(["existence", "access", "rectification", "objection", "question", "claim"]),
    )
    const question = offers.find(({ right }) => right.code === "question")
    expect(question?.dueOn).toMatch(/^2026-1[12]-\d\d$/)
    expect(offersOf(now, new Date("2031-01-01T00:00:00Z")).every(({ dueOn }) => dueOn === null)).toBe(true)

    expect(wordsForm(now, "question")?.right.title.en).toBe("To ask a question")
    expect(wordsForm(now, "erasure")).toBeNull()
    expect(wordsForm(now, "../etc")).toBeNull()
    const policy: Policy = { ...now.policy, rights: now.policy.rights.filter(({ code }) => code !== "claim") }
    expect(wordsForm({ ...now, policy }, "claim")).toBeNull()
    const closed = now.policy.rights.map((right) => ({ ...right, askedBy: ["authority" as const] }))
    expect(wordsForm({ ...now, policy: { ...now.policy, rights: closed } }, "claim")).toBeNull()
  })

  it("asks which purpose where its rule names some: what rests on an objectable basis, what a program decides", () => {
    expect(wordsForm(now, "automated_review")).toMatchObject({
      topics: [{ code: "credit_assessment" }],
      wordsNeeded: true,
    })
    // Nothing in this policy rests on such a basis, so that only words can say what is objected to.
    expect(wordsForm(now, "objection")).toMatchObject({ topics: [], wordsNeeded: true })
    const bases = now.profile.bases.map((basis) => ({ ...basis, objectable: basis.code === "consent" }))
    const objectable = wordsForm({ ...now, profile: { ...now.profile, bases } }, "objection")
    expect(objectable?.topics.length).toBe(now.policy.purposes.length)
    expect(objectable?.wordsNeeded).toBe(false)
    expect(wordsForm(now, "existence")).toMatchObject({ topics: [], wordsNeeded: false })
  })
})

describe("a question", () => {
  it("goes with one button, once, and stands with its words; empty or too long it is sent back", async () => {
    expect(sentBySession(now, "question")).toBe(true)
    expect(await faultsOf(prepare(first, "question", "  \u200b\n"))).toEqual({ words: "required" })
    expect(await faultsOf(prepare(first, "question", "а".repeat(4_001)))).toEqual({ words: "too_long" })
    await expect(prepare(first, "copy", "Керек.")).rejects.toThrow(NotFound)
    await expect(prepare(first, "no_such", "Керек.")).rejects.toThrow(NotFound)

    // A browser sends a line's end as two characters; 4,000 as people count them are let through.
    const words = `Маалыматым кимге берилди?\r\n${"а".repeat(3_974)}`
    const { right, intent } = await prepare(first, "question", words, ["contract"])
    expect(right).toBe("question")
    const draft = await as(first, (ctx) => draftOf(ctx, intent))
    expect(draft?.draft).toMatchObject({
      scope: { right: "question", about: [] },
      words: words.replace("\r\n", "\n"),
    })
    expect(await textOf(first, intent)).toContain("Маалыматым кимге берилди?\n> ааа")
    expect((await letterToPrint(here.house, first, intent)).subarray(0, 5).toString()).toBe("%PDF-")

    await expect(send(second, intent)).rejects.toThrow(NotFound)
    const number = await send(first, intent)
    expect(await send(first, intent)).toBe(number)
    expect(await signature(number)).toEqual([{ method: "session", marked: true, bound: true }])
    const request = await as(first, (ctx) => myRequest(ctx, number))
    expect(request).toMatchObject({
      status: "received",
      parts: [
        {
          scope: { right: "question", about: [] },
          mayCancel: true,
          plan: { operations: [], gaps: [] },
          inWords: { answer: null, words: expect.stringContaining("Маалыматым кимге берилди?\nааа") },
        },
      ],
      letters: [{ direction: "in", kind: "question", signed: true, registration: number }],
      history: [{ event: "submit", by: "subject" }],
    })
    expect((await myLetterPdf(here.house, first, request.letters[0]?.id ?? "")).name).toBe(
      `${number}-question`,
    )
    expect(await as(first, listMyRequests)).toMatchObject([
      { number, title: "Суроо берүү", answered: false, open: true },
    ])
    const { rows } = await here.owner.query("select kind, scope::text from request_parts")
    expect(rows).toEqual([{ kind: "answer", scope: '{"about": [], "right": "question"}' }])
  })

  it("is stopped by who asked it and by nobody else, also once an officer has taken it up", async () => {
    const { intent } = await prepare(second, "question", "Суроо")
    const number = await send(second, intent)
    const part = (await as(second, (ctx) => myRequest(ctx, number))).parts[0]
    const officer = await here.staff("officer")
    const taken = await asSigned(here.house, officer, randomUUID(), (ctx) =>
      takePart(ctx, { part: part?.id ?? "", version: part?.version ?? 0 }),
    )
    await expect(
      as(first, (ctx) => cancelRequest(ctx, { part: taken.id, version: taken.version })),
    ).rejects.toThrow(NotFound)
    await as(second, (ctx) => cancelRequest(ctx, { part: taken.id, version: taken.version }))
    expect(await as(second, listMyRequests)).toMatchObject([{ number, status: "cancelled", answered: false }])
  })
})

describe("a claim", () => {
  it("is signed with the password and nothing less, and after five wrong ones not at all", async () => {
    const { intent } = await prepare(first, "claim", "100 000 сом төлөп берүүнү талап кылам.")
    expect(await textOf(first, intent)).toContain("сырсөздү кайрадан")
    expect(await faultsOf(send(first, intent))).toEqual({ password: "required" })
    expect(await faultsOf(send(first, intent, "not the password"))).toEqual({ password: "wrong_password" })
    await expect(
      readyOrSigned(here.house, first, "erasure", { intent, password: "demo-borrower-1" }),
    ).rejects.toThrow(NotFound)
    const number = await send(first, intent, "demo-borrower-1")
    expect(await signature(number)).toEqual([{ method: "password", marked: true, bound: true }])

    const dead = await prepare(second, "claim", "Талап")
    for (let n = 0; n < 5; n += 1) await faultsOf(send(second, dead.intent, "not the password"))
    await expect(send(second, dead.intent, "demo-borrower-2")).rejects.toThrow(Conflict)
    expect((await as(second, (ctx) => draftOf(ctx, dead.intent)))?.state).toBe("over")
  })
})

describe("the review of an automated decision", () => {
  it("names the purpose a program decides on and says what is wrong; the letter tells both", async () => {
    expect(await faultsOf(prepare(first, "automated_review", "", ["contract"]))).toEqual({
      about: "choose_one",
      words: "required",
    })
    const { intent } = await prepare(first, "automated_review", "Кирешем туура эсептелген эмес.", [
      "credit_assessment",
      "contract",
    ])
    const text = await textOf(first, intent)
    expect(text).toContain("Төлөө жөндөмүн жана финансылык абалды билүү")
    expect(text).toContain("Кирешем туура эсептелген эмес.")
    expect(text).not.toContain(now.policy.purposes.find(({ code }) => code === "contract")?.title.ky)
    const number = await send(first, intent)
    const { parts } = await as(first, (ctx) => myRequest(ctx, number))
    expect(parts[0]?.scope).toEqual({ right: "automated_review", about: ["credit_assessment"] })
  })
})

describe("a letter in words", () => {
  it("goes neither too late nor under another edition than the one it was written under; its words stay known", async () => {
    const late = await prepare(second, "complaint", "Жооп келген жок.")
    await here.owner.query("update signing_intents set expires_at = now() where id = $1", [late.intent])
    await expect(send(second, late.intent)).rejects.toThrow("intent_expired")
    expect(await as(second, (ctx) => draftOf(ctx, late.intent))).toMatchObject({
      state: "over",
      draft: { words: "Жооп келген жок." },
    })

    const stale = await prepare(second, "complaint", "Жооп келген жок.")
    await here.owner.query(
      `insert into policy_editions (policy, number, document, hash, published_at)
       select policy, number + 1, document, sha256('next'), published_at + interval '1 second' from policy_editions`,
    )
    await expect(send(second, stale.intent)).rejects.toThrow("stale_page")
    expect((await as(second, listMyRequests)).filter(({ open }) => open)).toEqual([])
    const fresh = await prepare(second, "complaint", "Жооп келген жок.")
    expect(await send(second, fresh.intent)).toMatch(/^\d{4}-\d{6}$/)
  })
})
