import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, expect, it } from "vitest"
import { asSigned, type Signed, type StaffActor, type SubjectActor } from "@/lib/context"
import { NotFound } from "@/lib/errors"
import { letterText } from "@/lib/letters/letter-text"
import { refusedErasure } from "@/lib/requests/appeal.fixture"
import { openWorld, type World } from "@/lib/requests/cast.fixture"
import { complaintFile, evidencePdf } from "@/lib/requests/dispute-files"
import { evidenceOf } from "@/lib/requests/evidence"
import { myLetterText } from "@/lib/requests/my-letter"
import { myRequest } from "@/lib/requests/my-request"
import { prepareAppeal } from "@/lib/requests/prepare-appeal"
import { readyToSign, signRequest } from "@/lib/requests/sign"

let world: World
let borrower: Signed<SubjectActor>
let stranger: Signed<SubjectActor>
let officer: Signed<StaffActor>
let approver: Signed<StaffActor>

beforeAll(async () => {
  world = await openWorld()
  borrower = await world.borrower("+996555000003")
  stranger = await world.borrower("+996555000002")
  officer = await world.colleague("officer")
  approver = await world.colleague("approver")
})
afterAll(() => world?.end())

const mine = <T>(work: Parameters<typeof asSigned<SubjectActor, T>>[3]) =>
  asSigned(world.house, borrower, randomUUID(), work)
const theirs = <T>(work: Parameters<typeof asSigned<SubjectActor, T>>[3]) =>
  asSigned(world.house, stranger, randomUUID(), work)
const asFile = { language: "ru", kind: "txt" } as const

it("the letter that refuses carries the route: names, the term of an appeal and the way to the ready one", async () => {
  const { id, number } = await refusedErasure(world, { borrower, officer, approver })
  const { letters } = await mine((ctx) => myRequest(ctx, number))
  const decision = letters.find(({ kind }) => kind === "decision")
  const { body } = await myLetterText(world.house, borrower, decision?.id ?? "")
  expect(body).toContain(
    `Жооп берүү мөөнөтү – 5 жумушчу күн. Даяр даттануу: http://localhost:3000/cabinet/requests/${number}/appeal?part=${id}`,
  )
  for (const words of [
    "Жеке маалыматтарды коргоо боюнча мамлекеттик агенттикке (https://dpa.gov.kg)",
    "Сотко",
  ])
    expect(body).toContain(words)
})

it("the complaint to the Agency is ready in both languages once there is a decision, and is nobody else's", async () => {
  const part = await refusedErasure(world, { borrower, officer, approver })
  const asked = { number: part.number, part: part.id }
  await expect(complaintFile(world.house, stranger, { ...asked, ...asFile })).rejects.toThrow(NotFound)
  await expect(
    complaintFile(world.house, borrower, { ...asked, ...asFile, part: randomUUID() }),
  ).rejects.toThrow(NotFound)
  const intent = await prepareAppeal(world.house, borrower, { part: part.id, words: "Паспорт читается." })
  const ready = await readyToSign(world.house, borrower, { intent })
  const appeal = await mine((ctx) => signRequest(ctx, ready))

  const ru = await complaintFile(world.house, borrower, { ...asked, ...asFile })
  expect(ru.name).toBe(`${part.number}-complaint-ru`)
  for (const words of [
    "Кому: В Государственное агентство по защите персональных данных; https://dpa.gov.kg",
    part.number,
    "Решение | в исполнении отказано",
    "Названное основание | Личность или полномочия представителя не подтверждены (пункт 5.5(1) политики; пункт 1.1(1) политики)",
    `Жалоба в саму организацию | № ${appeal.number}`,
    "рассматривается",
    "> Паспорт читается.",
    "обязать организацию исполнить моё обращение",
  ])
    expect(ru.body).toContain(words)
  const ky = await complaintFile(world.house, borrower, { ...asked, ...asFile, language: "ky" })
  expect(ky.body).toContain("Жеке маалыматтарды иштетүүгө даттануу")
  const pdf = await complaintFile(world.house, borrower, { ...asked, language: "ky", kind: "pdf" })
  expect(String(pdf.body).slice(0, 5)).toBe("%PDF-")

  const open = await world.ask(borrower, { right: "question", about: [] }, "Качан?")
  const early = { ...asFile, number: open.number, part: open.id }
  await expect(complaintFile(world.house, borrower, early)).rejects.toThrow(NotFound)
})

it("the evidence file holds every letter with its hash, the history, the arithmetic and the ledger's entries", async () => {
  const part = await refusedErasure(world, { borrower: stranger, officer, approver })
  const asked = { number: part.number, part: part.id }
  const options = { language: "ru" as const, eventTitle: (event: string) => `event ${event}` }
  await expect(mine((ctx) => evidenceOf(ctx, asked, options))).rejects.toThrow(NotFound)
  const text = letterText(await theirs((ctx) => evidenceOf(ctx, asked, options)))
  const { letters } = await theirs((ctx) => myRequest(ctx, part.number))
  expect(letters.length).toBe(2)
  for (const { hash } of letters) expect(text).toContain(hash)
  for (const words of [
    "event propose | сотрудник",
    "7 рабочих дней",
    "Сүрөт окулбайт",
    "part.moved",
    "letter.sent",
  ])
    expect(text).toContain(words)
  const { rows } = await world.owner.query(
    `select encode(sha256('\\x00'::bytea || leaf), 'hex') as hash from ledger_inbox
     where convert_from(leaf, 'UTF8')::jsonb ->> 'object' = $1`,
    [part.id],
  )
  expect(rows.length).toBeGreaterThan(3)
  for (const { hash } of rows) expect(text).toContain(hash)
  const pdf = await evidencePdf(world.house, stranger, { ...asked, language: "ru" }, (event) => event)
  expect(String(pdf.body).slice(0, 5)).toBe("%PDF-")
})
