import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { myConsents } from "@/lib/consents/my-consents"
import { stopConsent } from "@/lib/consents/stop-consent"
import { asSigned, type Ctx, type Signed, type SubjectActor } from "@/lib/context"
import { Conflict, Invalid, NotFound } from "@/lib/errors"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { runSelfService } from "@/lib/fulfilment/run-self-service"
import { letterText } from "@/lib/letters/letter-text"
import { draftOf } from "@/lib/requests/draft-of"
import { answerQuestion, askQuestion, cancelRequest, takePart } from "@/lib/requests/handle"
import { myLetter, myLetterPdf } from "@/lib/requests/my-letter"
import { myRequest } from "@/lib/requests/my-request"
import { planRows } from "@/lib/requests/plan-rows"
import { prepareErasure, prepareWithdrawal } from "@/lib/requests/prepare-choice"
import { prepareStop } from "@/lib/requests/prepare-stop"
import { letterToPrint } from "@/lib/requests/printed-letter"
import { listMyRequests } from "@/lib/requests/queries"
import { readyOrSigned, signOnce } from "@/lib/requests/sign-once"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment
let first: Signed<SubjectActor>
let second: Signed<SubjectActor>

beforeAll(async () => {
  here = await testDeployment()
  first = await here.borrower(1)
  second = await here.borrower(2)
})
afterAll(() => here?.close())

const as = <T>(who: Signed<SubjectActor>, work: (ctx: Ctx<SubjectActor>) => Promise<T>) =>
  asSigned(here.house, who, randomUUID(), work)

const sign = async (
  who: Signed<SubjectActor>,
  right: "withdrawal" | "erasure",
  intent: string,
  password: string,
) => {
  const ready = await readyOrSigned(here.house, who, right, { intent, password })
  return as(who, (ctx) => signOnce(ctx, ready))
}

const marketing = ["marketing_own/collect", "contract/use", "contract/transfer", "no_such/use"]

describe("a letter", () => {
  it("is signed once with the password, whatever is pressed again, and then stands with its plan and its PDF", async () => {
    await expect(prepareWithdrawal(here.house, first, ["no_such/use"])).rejects.toThrow(Invalid)
    const intent = await prepareWithdrawal(here.house, first, marketing)
    const draft = await as(first, (ctx) => draftOf(ctx, intent))
    expect(
      letterText(draft?.letter ?? { direction: "incoming", language: "ky", title: "", blocks: [] }),
    ).toContain("Сыноо-Асанов Азамат")
    const printed = await letterToPrint(here.house, first, intent)
    expect(printed.subarray(0, 5).toString()).toBe("%PDF-")

    const number = await sign(first, "withdrawal", intent, "demo-borrower-1")
    expect(await sign(first, "withdrawal", intent, "demo-borrower-1")).toBe(number)
    const request = await as(first, (ctx) => myRequest(ctx, number))
    expect(request).toMatchObject({ number, status: "received", word: "received", open: true })
    expect(request.letters).toMatchObject([
      { direction: "in", kind: "withdrawal", registration: number, signed: true },
    ])
    // Marketing goes its own way, at once.
    expect(request.parts.map(({ mayCancel }) => mayCancel)).toEqual([true, false])
    const rows = request.parts.flatMap(({ plan, inForce }) =>
      plan ? planRows(inForce, plan.operations, "en") : [],
    )
    expect(rows.map(({ act, operations, done }) => [act, operations.join(), done])).toEqual([
      ["stop", "transfer", false],
      ["continue", "use", false],
      ["stop", "collect", false],
    ])
    expect(rows.find(({ act }) => act === "continue")?.ground).toMatch(/6\.4/)
    const pdf = await myLetterPdf(here.house, first, request.letters[0]?.id ?? "")
    expect(pdf.name).toBe(`${number}-withdrawal`)
    expect((await as(first, listMyRequests)).map((each) => [each.number, each.right, each.word])).toEqual([
      [number, "withdrawal", "received"],
    ])
  })

  it("is not signed with a wrong password, and after five of them not at all", async () => {
    const intent = await prepareErasure(here.house, second, ["email"])
    for (let n = 0; n < 5; n += 1) {
      await expect(sign(second, "erasure", intent, "not the password")).rejects.toThrow(Invalid)
    }
    await expect(sign(second, "erasure", intent, "demo-borrower-2")).rejects.toThrow(Conflict)
    expect((await as(second, (ctx) => draftOf(ctx, intent)))?.state).toBe("over")
    expect(await as(second, listMyRequests)).toEqual([])
  })

  it("is not signed when it was read too long ago, or when the data changed meanwhile; the choice stays known", async () => {
    const late = await prepareErasure(here.house, second, ["email", "cookies"])
    await here.owner.query("update signing_intents set expires_at = now() where id = $1", [late])
    await expect(sign(second, "erasure", late, "demo-borrower-2")).rejects.toThrow("intent_expired")
    const draft = await as(second, (ctx) => draftOf(ctx, late))
    expect(draft).toMatchObject({
      state: "over",
      draft: { scope: { categories: expect.arrayContaining(["email", "cookies"]) } },
    })

    const stale = await prepareErasure(here.house, second, ["email"])
    await here.lender.query(
      "update core.customers set email = 'other@borrower.example' where mobile_phone = '+996555000002'",
    )
    await expect(sign(second, "erasure", stale, "demo-borrower-2")).rejects.toThrow("plan_changed")
    expect(await as(second, listMyRequests)).toEqual([])
    const fresh = await prepareErasure(here.house, second, ["email"])
    expect(await sign(second, "erasure", fresh, "demo-borrower-2")).toMatch(/^\d{4}-\d{6}$/)
  })

  it("is nobody else's: number, letter and draft of another person look like missing ones", async () => {
    const [mine] = await as(first, listMyRequests)
    const { letters } = await as(first, (ctx) => myRequest(ctx, mine?.number ?? ""))
    const intent = await prepareWithdrawal(here.house, first, ["contract/use"])
    for (const number of [mine?.number ?? "", "2020-000001", "x' or 1=1", ""]) {
      await expect(as(second, (ctx) => myRequest(ctx, number))).rejects.toThrow(NotFound)
    }
    await expect(as(second, (ctx) => myLetter(ctx, letters[0]?.id ?? ""))).rejects.toThrow(NotFound)
    await expect(letterToPrint(here.house, second, intent)).rejects.toThrow(NotFound)
    await expect(sign(second, "withdrawal", intent, "demo-borrower-2")).rejects.toThrow(NotFound)
    expect(await as(second, (ctx) => draftOf(ctx, intent))).toBeNull()
    expect((await as(first, (ctx) => draftOf(ctx, intent)))?.state).toBe("open")
  })
})

describe("stopping", () => {
  const stop = async (purpose: string) => {
    const ready = await prepareStop(here.house, first, purpose)
    return as(first, (ctx) => stopConsent(ctx, { ...ready, purpose }))
  }

  it("takes one press: pressed twice at once it is one request, written once and carried out in the lender's tables", async () => {
    await expect(prepareStop(here.house, first, "contract")).rejects.toThrow(NotFound)
    await expect(prepareStop(here.house, first, "no_such")).rejects.toThrow(NotFound)
    const [part, again] = await Promise.all([stop("marketing_third"), stop("marketing_third")])
    expect(again?.number).toBe(part?.number)
    const { rows } = await here.owner.query(
      "select count(*)::int as n from consent_events where purpose = 'marketing_third' and event = 'withdrawn'",
    )
    const { purposes } = await as(first, myConsents)
    const third = purposes.find(({ purpose }) => purpose.code === "marketing_third")
    expect(third).toMatchObject({ stop: true, state: "ended", underWay: part?.number })
    expect(rows[0]?.n).toBe(third?.operations.length)

    const id = part?.id ?? ""
    await runSelfService(here.house, id)
    await fulfilPart(here.house, id)
    const request = await as(first, (ctx) => myRequest(ctx, part?.number ?? ""))
    expect(request).toMatchObject({ status: "fulfilled", word: "done", open: false })
    expect(request.letters.map(({ kind }) => kind)).toEqual(["certificate"])
    expect(request.history.map(({ event, by }) => [event, by])).toEqual([
      ["submit", "subject"],
      ["run", "system"],
      ["complete", "system"],
    ])
    const after = await as(first, myConsents)
    expect(after.purposes.find(({ purpose }) => purpose.code === "marketing_third")?.underWay).toBeNull()
    expect(after.purposes.find(({ purpose }) => purpose.code === "contract")?.stop).toBe(false)
  })
})

describe("a withdrawal of what has ended already", () => {
  it("is accepted all the same, and carried out by what is read, while an erasure of nothing is told so", async () => {
    const intent = await prepareWithdrawal(here.house, first, ["marketing_third"])
    const number = await sign(first, "withdrawal", intent, "demo-borrower-1")
    const request = await as(first, (ctx) => myRequest(ctx, number))
    expect(request.parts[0]?.plan?.operations).toMatchObject([
      { operation: "stop", purpose: "marketing_third" },
    ])
    await here.lender.query("delete from core.e_wallets where cust_id = 2")
    await expect(prepareErasure(here.house, second, ["e_wallet"])).rejects.toThrow(Invalid)
  })
})

describe("the thread and the end of a request", () => {
  it("answers a question, adds a message, and cancels once; cancelling revives no consent", async () => {
    const number = await sign(
      first,
      "withdrawal",
      await prepareWithdrawal(here.house, first, ["contract/transfer", "research/use"]),
      "demo-borrower-1",
    )
    const read = () => as(first, (ctx) => myRequest(ctx, number))
    const id = (await read()).parts[0]?.id ?? ""
    const officer = await here.staff("officer")
    const taken = await asSigned(here.house, officer, randomUUID(), (ctx) =>
      takePart(ctx, { part: id, version: 1 }),
    )
    await asSigned(here.house, officer, randomUUID(), (ctx) =>
      askQuestion(ctx, { part: id, version: taken.version, body: "Кайсы изилдөө?" }),
    )
    expect(await read()).toMatchObject({
      parts: [{ status: "waiting" }, { status: "received" }],
      thread: [{ mine: false, body: "Кайсы изилдөө?" }],
    })
    await expect(as(second, (ctx) => answerQuestion(ctx, { part: id, body: "?" }))).rejects.toThrow(NotFound)
    await expect(as(first, (ctx) => answerQuestion(ctx, { part: id, body: "  " }))).rejects.toThrow(Invalid)
    await as(first, (ctx) => answerQuestion(ctx, { part: id, body: "Баары." }))
    const answered = await read()
    expect(answered).toMatchObject({
      parts: [{ status: "working" }, { status: "received" }],
      thread: [{ mine: false }, { mine: true, body: "Баары." }],
    })

    const version = answered.parts[0]?.version ?? 0
    expect(answered.parts[0]?.mayCancel).toBe(true)
    await expect(as(first, (ctx) => cancelRequest(ctx, { part: id, version: version - 1 }))).rejects.toThrow(
      Conflict,
    )
    await as(first, (ctx) => cancelRequest(ctx, { part: id, version }))
    const beside = answered.parts[1]?.id ?? ""
    await runSelfService(here.house, beside)
    await fulfilPart(here.house, beside)
    expect((await read()).parts.map(({ status }) => status).sort()).toEqual(["cancelled", "fulfilled"])
    expect(await read()).toMatchObject({ status: "fulfilled", word: "done", open: false })
    const { purposes } = await as(first, myConsents)
    const use = purposes
      .find(({ purpose }) => purpose.code === "research")
      ?.operations.find(({ operation }) => operation.code === "use")
    expect(use?.event?.event).toBe("withdrawn")
  })
})
