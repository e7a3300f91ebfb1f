import { afterAll, beforeAll, expect, it } from "vitest"
import { refusalOf } from "@/db/testing/refusal"
import { dayIn } from "@/lib/deadlines/day"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { openLetter } from "@/lib/letters/keep-letter"
import { letterText } from "@/lib/letters/letter-text"
import { sendNotice } from "@/lib/notices/send"
import { answerByLink, noticeByLink } from "@/lib/recipients/by-link"
import {
  isByHand,
  listRecipientNotices,
  recipientNotice,
  recipientsToSee,
} from "@/lib/recipients/list-notices"
import { remindRecipients } from "@/lib/recipients/remind"
import { type Answer, noticesOfPart, stateOf } from "@/lib/recipients/standing"
import { enterAnswer, tellByHand } from "@/lib/requests/enter-recipient"
import type { PartScope } from "@/lib/requests/scope"
import { listMessages } from "@/lib/runs/list-messages"
import { approve, as, proposeFor, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"
import { typedAs } from "@/lib/testing/typed.fixture"

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())

async function fulfilled(scope: PartScope): Promise<{ id: string; number: string }> {
  const part = await signLetter(here, 3, scope)
  await approve(here, await proposeFor(here, part))
  await fulfilPart(here.house, part.id)
  return part
}

const noticesOf = async (part: { id: string }) =>
  as(here, await here.borrower(3), (ctx) => noticesOfPart(ctx, part.id))

/** What came to the bank by e-mail, the newest first. */
const mails = async () =>
  (await listMessages(here.house, 50)).filter(({ to }) => to === "data@bank.demo.example")

/** The e-mail of a notice leaves. */
async function send(notice: string): Promise<void> {
  const { rows } = await here.owner.query<{ id: string }>(
    "select outbox_id as id from recipient_notices where id = $1",
    [notice],
  )
  const delivery = { ...here.house.configuration, organisation: "Demo" }
  await sendNotice(here.house, delivery, rows[0]?.id ?? "")
}

it("a recipient told by e-mail opens its link, answers with one press, once, and the person sees it", async () => {
  const part = await fulfilled({ right: "erasure", categories: ["bank_account"] })
  expect(await noticesOf(part)).toMatchObject([{ recipient: "bank", channel: "email", toldAt: null }])
  const [mail] = await mails()
  expect(mail?.text).toContain(part.number)
  expect(mail?.text).not.toContain("21503199000003")
  await send((await noticesOf(part))[0]?.id ?? "")
  expect(await noticesOf(part)).toMatchObject([{ toldAt: expect.any(Date), answer: null }])

  const [, id = "", token = ""] = /recipient-notices\/([\w-]+)\/([\w-]+)/.exec(mail?.text ?? "") ?? []
  const link = { id, token }
  expect(await noticeByLink(here.house, link)).toMatchObject({
    is: "open",
    notice: {
      request: part.number,
      person: { kind: "pin", value: "21503199000003" },
      acts: [{ do: "erase", categories: ["bank_account"] }],
    },
  })
  await expect(noticeByLink(here.house, { id, token: `${token}x` })).rejects.toMatchObject({
    name: "NotFound",
  })
  const say = (answer: Answer, ground = "") => answerByLink(here.house, { ...link, answer, ground })
  await expect(say("refused")).rejects.toMatchObject({ fields: { ground: { code: "required" } } })
  await say("done")
  await say("done")
  await expect(say("not_held")).rejects.toMatchObject({ code: "answered_otherwise" })
  // Once answered, the link shows nobody.
  expect(await noticeByLink(here.house, link)).toEqual({
    is: "answered",
    answer: "done",
    at: expect.any(Date),
    request: part.number,
  })
  expect(await noticesOf(part)).toMatchObject([{ answer: "done" }])
})

it("whoever is in the register of disclosures is told in place of the policy's list, and the certificate names them", async () => {
  const { actor } = await here.borrower(3)
  await here.owner.query(
    "insert into disclosures (subject_id, recipient, categories, purpose, ground) values ($1, 'debt_recovery', '{name}', 'collection', 'x')",
    [actor.subjectId],
  )
  const part = await fulfilled({ right: "erasure", categories: ["name"] })
  // The bank and the bureau may receive names; this one went to the collectors alone, whom staff tell.
  expect(await noticesOf(part)).toMatchObject([{ recipient: "debt_recovery", channel: "hand", toldAt: null }])
  const borrower = await here.borrower(3)
  const { rows } = await here.owner.query<{ id: string }>(
    "select letter_id as id from certificates where part_id = $1",
    [part.id],
  )
  const letter = await as(here, borrower, (ctx) => openLetter(ctx, rows[0]?.id ?? ""))
  const text = letter ? letterText(letter.letter) : ""
  expect(text).toContain("карызды төлөтүүгө катышкан үчүнчү жактар")
  expect(text).toContain("билдирүү ушул акт менен бирге жөнөтүлөт")
})

it("who does not answer is asked once more, shows as silent, and staff enter what came on paper", async () => {
  const part = await fulfilled({ right: "erasure", categories: ["payment_card"] })
  const [notice] = await noticesOf(part)
  if (!notice) throw new Error("nobody is told")
  await send(notice.id)
  const back = async (column: "remind_on" | "due_on") =>
    here.owner.query(`update recipient_notices set ${column} = '2026-01-01' where id = $1`, [notice.id])
  const before = (await mails()).length
  await remindRecipients(here.house)
  expect(await mails()).toHaveLength(before)
  await back("remind_on")
  await remindRecipients(here.house)
  await remindRecipients(here.house)
  expect((await mails()).slice(0, -before)).toMatchObject([{ subject: expect.stringContaining(part.number) }])
  const officer = await here.staff("officer")
  const list = () => as(here, officer, listRecipientNotices)
  const stateNow = async () => {
    const { open, answered, today } = await list()
    const found = [...open, ...answered].find(({ id }) => id === notice.id)
    return found && stateOf(found, today)
  }
  expect(await stateNow()).toBe("waiting")
  await back("due_on")
  expect(await stateNow()).toBe("silent")
  expect(await as(here, officer, recipientsToSee)).toMatchObject({ silent: 1 })

  const today = (await list()).today
  const said = { notice: notice.id, answer: "not_held" as const, note: "Кат № 7." }
  const enter = (who: typeof officer, day: string) =>
    as(here, who, (ctx) => enterAnswer(ctx, { ...said, answered: typedAs(day) }))
  await expect(enter(await here.staff("auditor"), today)).rejects.toMatchObject({ name: "Forbidden" })
  await expect(enter(officer, "2100-01-01")).rejects.toMatchObject({
    fields: { answered: { code: "told_between" } },
  })
  const tell = { notice: notice.id, told: typedAs(today), note: "Телефон." }
  await expect(as(here, officer, (ctx) => tellByHand(ctx, tell))).rejects.toMatchObject({
    code: "told_already",
  })
  await enter(officer, today)
  expect(await stateNow()).toBe("not_held")
  await expect(enter(officer, today)).rejects.toMatchObject({ code: "answered_otherwise" })
})

it("staff tell by hand whom no system tells, or whom it does not reach, and only then enter an answer", async () => {
  const [officer, { open }] = await Promise.all([
    here.staff("officer"),
    as(here, await here.staff("officer"), listRecipientNotices),
  ])
  const notice = open.find(({ channel }) => channel === "hand")
  if (!notice) throw new Error("nobody is told by hand")
  expect(isByHand(notice)).toBe(true)
  const day = typedAs(dayIn(new Date(), "Asia/Bishkek"))
  const answer = () =>
    as(here, officer, (ctx) =>
      enterAnswer(ctx, { notice: notice.id, answer: "done", answered: day, note: "Кат." }),
    )
  await expect(answer()).rejects.toMatchObject({ code: "answered_otherwise" })
  const tell = (note: string) =>
    as(here, officer, (ctx) => tellByHand(ctx, { notice: notice.id, told: day, note }))
  await expect(tell(" ")).rejects.toMatchObject({ fields: { note: { code: "required" } } })
  await tell("Курьер менен.")
  await expect(tell("Дагы.")).rejects.toMatchObject({ code: "told_already" })
  await answer()
  const found = await as(here, officer, (ctx) => recipientNotice(ctx, notice.id))
  expect(found.notice).toMatchObject({ answer: "done", toldAt: expect.any(Date) })
})

it("the wall alone holds: a person writes nothing, an answer is given once, and only after what was told", async () => {
  const [officer, auditor, borrower] = [
    await here.staff("officer"),
    await here.staff("auditor"),
    await here.borrower(3),
  ]
  await fulfilled({ right: "erasure", categories: ["e_wallet"] })
  const { rows } = await here.owner.query<{ id: string; answer: string | null }>(
    "select id, answer from recipient_notices order by answer nulls last",
  )
  const [answered, open] = [rows[0]?.id ?? "", rows.at(-1)?.id ?? ""]
  const change = (who: typeof officer | typeof borrower, id: string, set: string) =>
    refusalOf(
      as(here, who as typeof officer, ({ db }) =>
        db.execute(`update recipient_notices set ${set} where id = '${id}'`),
      ),
    )
  expect(await change(borrower, open, "told_at = now()")).toBe("42501")
  expect(await change(officer, open, "recipient = 'bank'")).toBe("42501")
  expect(await change(officer, open, "told_at = now()")).toBe("UK035")
  expect(await change(officer, answered, "last_error = 'x'")).toBe("UK035")
  const inOwnName = `told_at = now(), told_by = '${officer.actor.accountId}'`
  const answer = "answered_at = now(), answer = 'done', answer_cell = ''"
  expect(await change(officer, open, `${answer}, answer_by = '${officer.actor.accountId}'`)).toBe("UK035")
  expect(await change(auditor, open, inOwnName)).toBe("done")
  const told = () => here.owner.query("select told_at from recipient_notices where id = $1", [open])
  expect((await told()).rows).toEqual([{ told_at: null }])
  expect(await change(officer, open, inOwnName)).toBe("done")
  expect((await told()).rows).toEqual([{ told_at: expect.any(Date) }])
  expect(await change(officer, open, answer)).toBe("UK035")
})
