import { once } from "node:events"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { type ParsedMail, simpleParser } from "mailparser"
import { SMTPServer } from "smtp-server"
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest"
import { asWorker } from "@/lib/context"
import { enqueueNotice, type Notice } from "@/lib/notices/enqueue"
import { sendNotice } from "@/lib/notices/send"
import type { Login } from "@/lib/people/identifiers"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment
let smtp: SMTPServer
let gateway: Server
let subjectId: string
let mails: ParsedMail[] = []
let rcpts: string[] = []
let texts: { to: string; text: string; ref: string; key: string | undefined }[] = []
/** What the carriers answer next; null: they take the message. */
let trouble: number | null = null
const urls = { smtpUrl: "", smsUrl: "" }

beforeAll(async () => {
  here = await testDeployment()
  subjectId = (await here.borrower(1)).actor.subjectId
  smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onRcptTo({ address }, _session, answer) {
      if (trouble) return answer(Object.assign(new Error(`no ${address}`), { responseCode: trouble }))
      rcpts.push(address)
      answer()
    },
    onData(stream, _session, answer) {
      simpleParser(stream).then((mail) => {
        mails.push(mail)
        answer()
      }, answer)
    },
  })
  smtp.listen(0, "127.0.0.1")
  gateway = createServer((request, response) => {
    let body = ""
    request.on("data", (chunk) => {
      body += chunk
    })
    request.on("end", () => {
      if (!trouble) texts.push({ ...JSON.parse(body), key: request.headers["idempotency-key"] })
      response.writeHead(trouble ?? 200).end()
    })
  }).listen(0, "127.0.0.1")
  await Promise.all([once(smtp.server, "listening"), once(gateway, "listening")])
  urls.smtpUrl = `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}`
  urls.smsUrl = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/send`
})
afterAll(async () => {
  await new Promise<void>((done) => smtp.close(done))
  gateway.close()
  await here.close()
})
beforeEach(() => {
  ;[mails, rcpts, texts, trouble] = [[], [], [], null]
})

const enqueue = (to: Login, notice: Partial<Notice> = {}) =>
  asWorker(here.house, "test", { subject: subjectId }, (ctx) =>
    enqueueNotice(ctx, {
      subjectId,
      keyOwner: subjectId,
      template: "received",
      language: "ru",
      to,
      parameters: { number: "2026-000123", date: "22.12.2026", path: "/cabinet/requests/2026-000123" },
      ...notice,
    }),
  )

const send = (
  id: string,
  more: { demo?: boolean; isLast?: boolean; smsUrl?: string | null; organisation?: string } = {},
) => {
  const { demo = false, isLast = false, ...other } = more
  const delivery = { ...urls, appUrl: "https://rights.example.kg", demo, organisation: "Сомо", ...other }
  return sendNotice(here.house, delivery, id, { isLast })
}

const row = async (id: string) =>
  (await here.owner.query("select state, attempts, last_error, message_id from outbox where id = $1", [id]))
    .rows[0]

it("a letter goes out once, from the portal's address, with number, date and link and nothing about the person", async () => {
  const id = await enqueue({ kind: "email", value: "borrower@example.kg" })
  await send(id)
  await send(id)
  expect(rcpts).toEqual(["borrower@example.kg"])
  const [mail] = mails
  expect(mail?.messageId).toBe(`<${(await row(id)).message_id}>`)
  expect(mail?.from?.value).toEqual([{ address: "noreply@rights.example.kg", name: "Сомо" }])
  expect(mail?.text).toContain("2026-000123")
  expect(mail?.text).toContain("https://rights.example.kg/cabinet/requests/2026-000123")
  expect(`${mail?.subject}${mail?.text}`).not.toMatch(/Азамат|21501199|\+996/)
  expect(await row(id)).toMatchObject({ state: "sent", attempts: 1, last_error: null })
})

it("what a message is told cannot become a header, another recipient or a program", async () => {
  const number = "2026-000123\r\nBcc: b@evil.example\r\nX-Evil: 1\r\n\r\n{{constructor}} {link} <%= 1 %>"
  const id = await enqueue(
    { kind: "email", value: "borrower@example.kg" },
    { template: "question", parameters: { number, path: "/cabinet" } },
  )
  await send(id, { organisation: "Сомо\r\nBcc: c@evil.example" })
  expect(rcpts).toEqual(["borrower@example.kg"])
  const [mail] = mails
  expect([...(mail?.headers.keys() ?? [])].filter((name) => /bcc|x-evil|^cc$/.test(name))).toEqual([])
  expect(mail?.subject).toContain("Bcc: b@evil.example")
  expect(mail?.text).toContain("{{constructor}} {link} <%= 1 %>")
  expect(mail?.from?.value[0]?.address).toBe("noreply@rights.example.kg")
  const toTwo = await enqueue({ kind: "email", value: '"a@evil.example, b@evil.example"@mail.example' })
  await send(toTwo, { isLast: true }).catch(() => undefined)
  expect(rcpts.filter((address) => /^[ab]@evil/.test(address))).toEqual([])
})

it("a carrier that is out of order leaves the message ready, and the next try carries the same Message-ID", async () => {
  const mail = await enqueue({ kind: "email", value: "borrower@example.kg" })
  const text = await enqueue({ kind: "phone", value: "+996555000001" })
  trouble = 451
  await expect(send(mail)).rejects.toThrow()
  trouble = 503
  await expect(send(text)).rejects.toThrow("the SMS gateway answered 503")
  expect(await row(mail)).toMatchObject({ state: "ready", attempts: 1, last_error: "451" })
  expect(await row(text)).toMatchObject({ state: "ready", attempts: 1, last_error: "Error" })
  trouble = null
  await send(mail)
  await send(text)
  expect(mails.map(({ messageId }) => messageId)).toEqual([`<${(await row(mail)).message_id}>`])
  expect(texts).toMatchObject([{ to: "+996555000001", ref: (await row(text)).message_id }])
  expect(texts[0]?.key).toBe(texts[0]?.ref)
  expect(await row(text)).toMatchObject({ state: "sent", attempts: 2 })
})

it("an address refused for good, and the last try, are parked with a word that names nobody", async () => {
  const refused = await enqueue({ kind: "email", value: "nobody@example.kg" })
  trouble = 550
  await send(refused)
  expect(await row(refused)).toMatchObject({ state: "parked", last_error: "550" })
  trouble = null
  await send(refused)
  expect(mails).toEqual([])
  const last = await enqueue({ kind: "phone", value: "+996555000001" })
  trouble = 500
  await expect(send(last, { isLast: true })).rejects.toThrow()
  expect(await row(last)).toMatchObject({ state: "parked" })
})

it("killed between sending and marking, it goes again under the same Message-ID; without its key it is parked", async () => {
  const id = await enqueue({ kind: "email", value: "borrower@example.kg" })
  await here.owner.query("update outbox set state = 'sending', attempts = 1 where id = $1", [id])
  await send(id)
  expect(mails).toHaveLength(1)
  const gone = "00000000-0000-4000-8000-00000000dead"
  const orphan = await enqueue({ kind: "phone", value: "+996555000001" }, { subjectId: null, keyOwner: gone })
  await here.house.vault.destroy({ id: gone, purpose: "data" })
  await send(orphan)
  expect(await row(orphan)).toMatchObject({ state: "parked", last_error: "Erased" })
})

it("without a gateway the demo shows the message; anywhere else it waits, and is not thrown away", async () => {
  const id = await enqueue({ kind: "phone", value: "+996555000001" })
  await expect(send(id, { smsUrl: null })).rejects.toThrow()
  expect(await row(id)).toMatchObject({ state: "ready", last_error: "no_carrier" })
  await send(id, { smsUrl: null, demo: true })
  expect(await row(id)).toMatchObject({ state: "sent" })
  expect(texts).toEqual([])
})
