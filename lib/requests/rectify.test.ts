import { randomUUID } from "node:crypto"
import { drizzle } from "drizzle-orm/node-postgres"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { outbox } from "@/db/schema/notices"
import { asSigned, asWorker, type Ctx, type Signed, type SubjectActor } from "@/lib/context"
import { Conflict, Invalid, NotFound } from "@/lib/errors"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { runSelfService } from "@/lib/fulfilment/run-self-service"
import { letterText } from "@/lib/letters/letter-text"
import { openMessage } from "@/lib/notices/send"
import { signIn } from "@/lib/people/sign-in"
import { openReading } from "@/lib/records/reading"
import { checkAttachment } from "@/lib/requests/attach"
import { beginContactChange, contactChange, prepareContact } from "@/lib/requests/change-contact"
import { confirmContact, readyContact } from "@/lib/requests/confirm-contact"
import { chosen, correctableCategories, correctablesIn } from "@/lib/requests/correctable"
import { myRequest } from "@/lib/requests/my-request"
import { openCorrection, prepareCorrection, readyToSend, submitCorrection } from "@/lib/requests/rectify"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"
import { faultsOf } from "@/lib/testing/faults.fixture"
import { PDF } from "@/lib/testing/files.fixture"
import { ATTACHMENT_MAX_BYTES } from "@/lib/uploads/inspect"

let here: TestDeployment
let first: Signed<SubjectActor>
let second: Signed<SubjectActor>

const evidence = { name: "паспорт.pdf", bytes: PDF }
const DEVICE = { agent: "test", address: "test" }

beforeAll(async () => {
  here = await testDeployment()
  first = await here.borrower(1)
  second = await here.borrower(2)
})
afterAll(() => here?.close())

const as = <T>(who: Signed<SubjectActor>, work: (ctx: Ctx<SubjectActor>) => Promise<T>) =>
  asSigned(here.house, who, randomUUID(), work)

const itemOf = async (who: Signed<SubjectActor>, category: string, field: string) => {
  const found = await correctablesIn(await openReading(here.house, who, who.actor.subjectId), category)
  return found.rows.flat().find((choice) => choice.field.code === field)?.item ?? undefined
}

/** The messages that went out, newest last: to whom and what. */
async function messages(): Promise<{ to: string; template: string; text: string }[]> {
  const rows = await drizzle(here.owner).select().from(outbox).orderBy(outbox.createdAt)
  return Promise.all(
    rows.map(async (row) => {
      const { to, sms } = await openMessage(
        here.house,
        { ...here.house.configuration, organisation: "Сомо" },
        row,
      )
      return { to, template: row.template, text: sms }
    }),
  )
}

const customer = async (phone: string) =>
  (
    await here.lender.query(
      "select customer_id, last_name, email, mobile_phone from core.customers where mobile_phone = $1",
      [phone],
    )
  ).rows[0]

describe("a correction with a document", () => {
  const correct = (
    typed: { value?: string; day?: string; month?: string; year?: string },
    field = "surname",
    category = "name",
    file: typeof evidence | null = evidence,
  ) =>
    itemOf(first, category, field).then((item) =>
      prepareCorrection(here.house, first, { category, item, typed, evidence: file }),
    )

  it("refuses what the field cannot hold, beside the field", async () => {
    expect(await faultsOf(correct({ value: " " }))).toEqual({ value: "required" })
    expect(await faultsOf(correct({ value: "Сыноо-Асанов" }))).toEqual({ value: "same_value" })
    expect(await faultsOf(correct({ value: "я".repeat(201) }))).toEqual({ value: "too_long" })
    expect(await faultsOf(correct({ value: "2150119900000X" }, "pin", "pin"))).toEqual({ value: "pin_shape" })
    expect(
      await faultsOf(correct({ day: "31", month: "2", year: "1990" }, "birth_date", "birth_date")),
    ).toEqual({ value: "date_shape" })
    expect(await faultsOf(correct({ value: "zz" }, "sex", "sex"))).toEqual({ value: "does_not_fit" })
    expect(await faultsOf(correct({ value: "Жаңы" }, "surname", "name", null))).toEqual({
      evidence: "evidence_required",
    })
    await expect(
      prepareCorrection(here.house, first, { category: "no_such", typed: { value: "x" }, evidence }),
    ).rejects.toThrow(NotFound)
    const theirs = await itemOf(second, "name", "surname")
    await expect(
      prepareCorrection(here.house, first, {
        category: "name",
        item: theirs,
        typed: { value: "x" },
        evidence,
      }),
    ).rejects.toThrow(NotFound)
  })

  it("refuses a document that is not what it says, is too big, empty or of another kind", async () => {
    const check = (name: string, bytes: Uint8Array) =>
      faultsOf(checkAttachment(here.house, first, { name, bytes }))
    expect(await check("scan.png", PDF)).toEqual({ evidence: "file_not_as_named" })
    expect(await check("scan.pdf", Buffer.from("<html><script>alert(1)</script>"))).toEqual({
      evidence: "file_not_as_named",
    })
    expect(await check("scan.svg", Buffer.from("<svg/>"))).toEqual({ evidence: "file_kind" })
    expect(await check("scan.pdf.exe", PDF)).toEqual({ evidence: "file_kind" })
    expect(await check("scan.pdf", Buffer.alloc(0))).toEqual({ evidence: "file_empty" })
    expect(await check("scan.pdf", Buffer.alloc(ATTACHMENT_MAX_BYTES + 1))).toEqual({
      evidence: "file_too_big",
    })
    const fine = await checkAttachment(here.house, first, { name: "SCAN.PDF", bytes: PDF })
    expect(fine).toMatchObject({
      mediaType: "application/pdf",
      name: expect.stringMatching(/^[0-9a-f]{12}\.pdf$/),
    })
  })

  it("is sent with old value, new value and its document, once; the document stays when the value is changed first", async () => {
    const ready = await correct({ value: "Сыноо-Асанов  жаңы" })
    expect(ready.correction).toMatchObject({ from: "Сыноо-Асанов", value: "Сыноо-Асанов жаңы" })
    const drafted = await as(first, (ctx) => openCorrection(ctx, ready))
    const item = await itemOf(first, "name", "surname")
    const changed = await prepareCorrection(here.house, first, {
      category: "name",
      item,
      typed: { value: "Сыноо-Жаңыев" },
      evidence: null,
      again: drafted,
    })
    const intent = await as(first, (ctx) => openCorrection(ctx, changed))
    const toSend = await readyToSend(here.house, first, { intent })
    const part = await as(first, (ctx) => submitCorrection(ctx, toSend ?? never()))
    expect(await readyToSend(here.house, first, { intent })).toBeNull()
    await expect(as(first, (ctx) => submitCorrection(ctx, toSend ?? never()))).rejects.toThrow(Conflict)

    const request = await as(first, (ctx) => myRequest(ctx, part.number))
    expect(request).toMatchObject({
      status: "received",
      documents: [{ name: expect.stringMatching(/\.pdf$/), size: PDF.length }],
    })
    const plan = request.parts[0]?.plan?.operations
    expect(plan).toMatchObject([{ operation: "correct", wanted: { value: "Сыноо-Жаңыев" } }])
    expect((await customer("+996555000001"))?.last_name).toBe("Сыноо-Асанов")
    await expect(readyToSend(here.house, second, { intent })).rejects.toThrow(NotFound)
  })

  it("takes a word in any language for the code the source keeps, and writes it as a word", async () => {
    const ready = await correct({ value: "в разводе" }, "marital_status", "marital_status", null)
    expect(ready.correction.value).toBe("divorced")
    expect(letterText(ready.letter)).not.toMatch(/married|divorced/)
    expect(await faultsOf(correct({ value: "married" }, "marital_status", "marital_status", null))).toEqual({
      value: "same_value",
    })
  })

  it("offers only what the portal may write, and the empty fields of a row too", async () => {
    const reading = await openReading(here.house, first, first.actor.subjectId)
    const offered = correctableCategories(reading.inForce).map(({ code }) => code)
    expect(offered).toEqual(expect.arrayContaining(["name", "email", "residence_address"]))
    expect(offered).not.toContain("photo")
    expect(offered).not.toContain("payments")
    const address = await correctablesIn(reading, "residence_address")
    const fields = address.rows[0]?.map(({ field }) => field.code)
    expect(fields).toEqual(["region", "district", "settlement", "street", "house", "flat", "postal_code"])
    expect(() => chosen(address, { field: "no_such" })).toThrow(NotFound)
  })
})

const never = (): never => {
  throw new Error("there was nothing to send")
}

describe("a new phone", () => {
  const typed = { value: "0555 999 901" }
  const begin = async (who = first, password = "demo-borrower-1", value = typed.value) => {
    const target = await prepareContact(here.house, who, {
      category: "mobile_phone",
      field: "phone",
      typed: { value },
      password,
    })
    return as(who, (ctx) => beginContactChange(ctx, target))
  }
  const codeSent = async () =>
    (await messages())
      .filter(({ template }) => template === "contact_code")
      .at(-1)
      ?.text.slice(0, 6) ?? ""

  it("needs the password, a code sent to the new number alone, and then is theirs in both systems; the old one is told", async () => {
    expect(await faultsOf(begin(first, "not the password"))).toEqual({ password: "wrong_password" })
    expect(await faultsOf(begin(first, "demo-borrower-1", "12"))).toEqual({ value: "phone_shape" })
    expect(await faultsOf(begin(first, "demo-borrower-1", "+996 555 000 001"))).toEqual({
      value: "same_value",
    })
    expect((await messages()).filter(({ template }) => template === "contact_code")).toEqual([])

    const change = await begin()
    expect(
      (await messages()).filter(({ template }) => template === "contact_code").map(({ to }) => to),
    ).toEqual(["+996555999901"])
    expect(await as(second, (ctx) => contactChange(ctx, change))).toBeNull()
    const code = await codeSent()
    const wrong = code === "000000" ? "000001" : "000000"
    expect(await faultsOf(readyContact(here.house, first, { change, code: wrong }))).toEqual({
      code: "wrong_code",
    })
    expect(await faultsOf(readyContact(here.house, second, { change, code }))).toEqual({
      code: "code_expired",
    })

    const ready = await readyContact(here.house, first, {
      change,
      code: `${code.slice(0, 3)} ${code.slice(3)}`,
    })
    const part = await as(first, (ctx) => confirmContact(ctx, ready ?? never()))
    await expect(as(first, (ctx) => confirmContact(ctx, ready ?? never()))).rejects.toThrow(Conflict)
    expect(await readyContact(here.house, first, { change, code })).toBeNull()
    await runSelfService(here.house, part.id)
    await fulfilPart(here.house, part.id)

    const request = await as(first, (ctx) => myRequest(ctx, part.number))
    expect(request).toMatchObject({ status: "fulfilled" })
    expect(await customer("+996555999901")).toMatchObject({ last_name: "Сыноо-Асанов" })
    expect(await customer("+996555000001")).toBeUndefined()
    const told = await messages()
    expect(told.filter(({ template }) => template === "contact_changed").map(({ to }) => to)).toEqual([
      "+996555000001",
    ])
    expect(told.filter(({ template }) => template === "completed").map(({ to }) => to)).toEqual([
      "+996555999901",
    ])
    await expect(
      signIn(here.house, { login: "+996555999901", password: "demo-borrower-1" }, DEVICE),
    ).resolves.toMatchObject({ kind: "subject" })
    await expect(
      signIn(here.house, { login: "+996555000001", password: "demo-borrower-1" }, DEVICE),
    ).rejects.toThrow(Invalid)
    const known = await asWorker(here.house, "test", { subject: first.actor.subjectId }, async (ctx) =>
      ctx.db.execute(
        "select kind, until is null as now from source_identities where kind = 'phone' order by until desc nulls first",
      ),
    )
    expect(known.rows).toEqual([
      { kind: "phone", now: true },
      { kind: "phone", now: false },
    ])
  })

  it("dies after five wrong codes, and is refused when somebody else signs in with it", async () => {
    const change = await begin(second, "demo-borrower-2", "0555 999 902")
    const code = await codeSent()
    const wrong = code === "000000" ? "000001" : "000000"
    for (let n = 0; n < 5; n += 1)
      expect(await faultsOf(readyContact(here.house, second, { change, code: wrong }))).toEqual({
        code: "wrong_code",
      })
    expect(await faultsOf(readyContact(here.house, second, { change, code }))).toEqual({
      code: "code_expired",
    })

    const taken = await begin(second, "demo-borrower-2", "0555 000 003")
    const ready = await readyContact(here.house, second, { change: taken, code: await codeSent() })
    expect(await faultsOf(as(second, (ctx) => confirmContact(ctx, ready ?? never())))).toEqual({
      code: "contact_taken",
    })
    expect(await customer("+996555000002")).toMatchObject({ last_name: "Сыноо-Бакирова" })
  })
})
