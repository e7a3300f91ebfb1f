import { afterAll, beforeAll, expect, it } from "vitest"
import type { Signed, SubjectActor } from "@/lib/context"
import { Invalid, NotAllowedNow } from "@/lib/errors"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { openLetter } from "@/lib/letters/keep-letter"
import { letterText } from "@/lib/letters/letter-text"
import { readCategory } from "@/lib/records/read-category"
import { openReading } from "@/lib/records/reading"
import { correctablesIn } from "@/lib/requests/correctable"
import { myRequest } from "@/lib/requests/my-request"
import {
  openCorrection,
  prepareCorrection,
  type ReadyCorrection,
  readyToSend,
  submitCorrection,
} from "@/lib/requests/rectify"
import { listMessages } from "@/lib/runs/list-messages"
import { answerTaskByLink, type Link, taskByLink } from "@/lib/tasks/by-link"
import { approve, as, partRow, proposeFor, signAs } from "@/lib/testing/cases"
import { type FolderDeployment, folderDeployment } from "@/lib/testing/folder-deployment.fixture"

let here: FolderDeployment

beforeAll(async () => {
  here = await folderDeployment("policies/qlever")
})
afterAll(() => here?.close())

async function demo(who: string): Promise<{ person: Signed<SubjectActor>; password: string }> {
  const account = here.people.accounts.find((each) => each.who === who)
  if (!account) throw new Error(`there is no ${who}`)
  return { person: await here.person(account.signIn), password: account.password }
}

/** Asked, approved and carried out as far as it goes. */
async function erase(who: string, categories: string[]) {
  const { person, password } = await demo(who)
  const part = await signAs(here, person, password, { right: "erasure", categories })
  await approve(here, await proposeFor(here, part))
  await fulfilPart(here.house, part.id)
  const letters = () =>
    as(here, person, async (ctx) => {
      const { letters: list } = await myRequest(ctx, part.number)
      const opened = await Promise.all(list.map(({ id }) => openLetter(ctx, id)))
      return list.map(({ kind }, i) => ({ kind, text: opened[i] ? letterText(opened[i].letter) : "" }))
    })
  return { person, part, letters }
}

/** The link in the newest mail to the archive, which says nothing of the person. */
async function opened(): Promise<Link> {
  const [mail] = (await listMessages(here.house, 50)).filter(({ to }) => to === "sheets@courier.demo.example")
  expect(mail?.text).not.toContain("9965555")
  const [, id = "", token = ""] = /\/tasks\/([^/\s]+)\/([\w-]+)/.exec(mail?.text ?? "") ?? []
  return { id, token }
}

const answer = (link: Link, count: string) =>
  answerTaskByLink(here.house, {
    ...{ ...link, by: "A. Archivist", sent: null },
    lines: [{ answer: "done", count, ground: "", words: "" }],
  })

const heldOnSheets = async (person: Signed<SubjectActor>) => {
  const reading = await openReading(here.house, person, person.actor.subjectId)
  const { records } = await readCategory(reading, "delivery")
  return records.filter(({ source }) => source.en === "Paper delivery sheets").flatMap(({ items }) => items)
}

it("a former customer's delivery sheets are asked of the courier's archive, which locks them away while a claim is open", async () => {
  const kept = await erase("claimant", ["delivery", "survey_answers"])
  const locked = await opened()
  expect(await taskByLink(here.house, locked)).toMatchObject({
    number: kept.part.number,
    lines: [{ op: "restrict", category: "delivery" }],
  })
  await answer(locked, "")
  await fulfilPart(here.house, kept.part.id)
  expect(await partRow(here, kept.part.id)).toMatchObject({ status: "deferred" })
  expect(await heldOnSheets(kept.person)).toHaveLength(3)

  // The survey is held by the app alone: nothing is left open where the sheets have none.
  const { person, part, letters } = await erase("former customer", ["delivery", "survey_answers"])
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilling", stall_cause: null })
  const shop = here.sources.get("QLEVER_URL")
  const { rows } =
    (await shop?.query(
      "select to_address from shop.orders o join app.users u on u.id = o.client where phone = '996555500004'",
    )) ?? {}
  expect(rows).toEqual([{ to_address: null }])
  expect(await heldOnSheets(person)).toHaveLength(3)

  const link = await opened()
  expect(await taskByLink(here.house, link)).toMatchObject({
    number: part.number,
    lines: [
      {
        op: "erase",
        category: "delivery",
        fields: expect.arrayContaining(["address", "note", "delivered_at"]),
      },
    ],
    told: { shown: [{ kind: "phone", value: expect.stringContaining("996555500004") }] },
  })
  await expect(answer(link, "none")).rejects.toThrow(Invalid)
  await answer(link, "2")
  await expect(answer(link, "2")).rejects.toThrow(NotAllowedNow)
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
  expect(await heldOnSheets(person)).toEqual([])
  const certificate = (await letters()).find(({ kind }) => kind === "certificate")?.text
  expect(certificate).toMatch(/Жеткирүүнүн кагаз барактары[^\n]*аткарылды, даана: 2/)
})

it("an address is corrected where it was named: on the sheets by their keepers, or in the app by the app alone", async () => {
  const { person } = await demo("customer")
  const reading = await openReading(here.house, person, person.actor.subjectId)
  const { rows } = await correctablesIn(reading, "delivery")
  const addresses = rows.flat().filter(({ field }) => field.code === "address")
  const sheet = addresses.find(({ held }) => held?.source === "delivery_sheets")
  const order = addresses.find(({ held }) => held?.source === "qlever")
  const wanted = (at: typeof sheet, value: string) =>
    prepareCorrection(here.house, person, {
      ...{ category: "delivery", item: at?.item ?? "", typed: { value }, evidence: null },
    })
  const sourcesOf = (ready: ReadyCorrection) =>
    ready.correction.prospect.plan.operations.map(({ planned }) => planned?.source)
  expect(sourcesOf(await wanted(order, "Бишкек шаары, Жаңы көчөсү, 3"))).toEqual(["qlever"])

  const ready = await wanted(sheet, "Бишкек шаары, Жаңы көчөсү, 5")
  expect(sourcesOf(ready)).toEqual(["delivery_sheets"])
  expect(ready.correction.from).toBe("кагазда же тышта сакталат; маанисин сактагандар издеп табат")
  await expect(wanted(sheet, " ")).rejects.toThrow(Invalid)
  const intent = await as(here, person, (ctx) => openCorrection(ctx, ready))
  const toSend = await readyToSend(here.house, person, { intent })
  if (!toSend) throw new Error("there was nothing to send")
  const part = await as(here, person, (ctx) => submitCorrection(ctx, toSend))
  await approve(here, await proposeFor(here, part))
  await fulfilPart(here.house, part.id)
  const link = await opened()
  const found = await taskByLink(here.house, link)
  expect(found).toMatchObject({ lines: [{ op: "correct", category: "delivery", fields: ["address"] }] })
  expect(found.is === "open" && Object.values(found.told.values)).toEqual([
    { address: "Бишкек шаары, Жаңы көчөсү, 5" },
  ])
  await answer(link, "")
  await fulfilPart(here.house, part.id)
  expect(await partRow(here, part.id)).toMatchObject({ status: "fulfilled" })
})
