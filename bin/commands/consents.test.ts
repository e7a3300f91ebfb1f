import { drizzle } from "drizzle-orm/node-postgres"
import pg from "pg"
import { afterAll, beforeAll, expect, it } from "vitest"
import { followConsents } from "@/lib/consents/follow-consents"
import { importConsents } from "@/lib/consents/import-consents"
import { myConsents } from "@/lib/consents/my-consents"
import { consentReceipt } from "@/lib/consents/receipt"
import { receiptLetter } from "@/lib/consents/receipt-files"
import { readUnsubscribe, unsubscribe } from "@/lib/consents/unsubscribe"
import { unsubscribeLinks } from "@/lib/consents/unsubscribe-links"
import { NotFound } from "@/lib/errors"
import { letterText } from "@/lib/letters/letter-text"
import { as } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"
import { consentsCommand, importIn } from "./consents"
import { linksCommand } from "./unsubscribe-links"

const HEADER = "source,customer,purpose,operations,method,date,edition,evidence,withdrawn"

let here: TestDeployment
let client: pg.Client
let customer = ""

beforeAll(async () => {
  here = await testDeployment()
  const url = here.owner.options.connectionString
  client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await here.lender.query(
    "select customer_id::text as id from core.customers where mobile_phone = '+996555000001'",
  )
  customer = rows[0]?.id ?? ""
})
afterAll(async () => {
  await client?.end()
  await here?.close()
})

const take = (...lines: string[]) =>
  importIn(
    client,
    here.house,
    Buffer.from([HEADER, ...lines.map((line) => line.replace("ME", customer))].join("\n")),
  )

const written = async () =>
  (await here.owner.query("select 1 from consent_events where evidence->>'words' is not null")).rowCount

it("a list is taken over whole or not at all, each fault by its row, and once however often it is run", async () => {
  const tomorrow = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10)
  const sound = "lender,ME,research,use;collect,signed,2022-03-04,2,Signed form in folder 12,"
  const { faults } = await take(
    sound,
    `lender,ME,research,use,signed,${tomorrow},,Form,`,
    "lender,ME,no_such,,signed,2022-03-04,,Form,",
    "lender,999999,research,,signed,2022-03-04,,Form,",
    "lender,ME,research,fly,signed,2022-03-04,,Form,",
    "lender,ME,research,,deemed,2022-03-04,,Form,",
    "lender,ME,research,,signed,2022-02-30,,Form,",
    "lender,ME,research,,signed,2022-03-04,,Form,2021-01-01",
    "lender,ME,research,,signed,2022-03-04,,,",
    "elsewhere,ME,research,,told,2022-03-04,,Form,",
  )
  expect(faults.map(({ row, reason }) => `${row} ${reason}`)).toEqual([
    "3 date is in the future.",
    "4 the policy in force has no such purpose.",
    "5 the portal knows nobody by this key of the source.",
    "6 the purpose has no such operation.",
    "7 use of the service alone carries no marketing, research or transfer.",
    "8 date must be a day such as 2024-03-27.",
    "9 withdrawn is before date.",
    "10 evidence is empty.",
    "11 the data map has no such source.",
  ])
  expect(await written()).toBe(0)
  const ended = "lender,ME,marketing_third,use,ticked,2022-03-04,,Tick on the site,2023-05-06"
  expect(await take(sound, ended)).toEqual({ faults: [], added: 2, already: 0 })
  expect(await take(sound, ended)).toEqual({ faults: [], added: 0, already: 2 })
  expect(await written()).toBe(4)
  const bad = await importIn(client, here.house, Buffer.from('a,"b\n'))
  expect(bad.faults).toEqual([{ row: 1, reason: "the file is no CSV in UTF-8." }])
  expect((await importIn(client, here.house, Buffer.from("source,purpose\n"))).faults[0]?.reason).toContain(
    "customer",
  )
})

it("what was taken over shows its evidence to its person alone, sealed at rest, and stands beside the source's own", async () => {
  const one = await here.borrower(1)
  const { purposes } = await as(here, one, myConsents)
  const research = purposes.find(({ purpose }) => purpose.code === "research")
  expect([research?.state, research?.given?.method]).toEqual(["partly", "imported"])
  const receipt = await as(here, one, (ctx) => consentReceipt(ctx, research?.given?.id ?? ""))
  expect(letterText(receiptLetter(receipt, "en"))).toContain("Signed form in folder 12")
  const { rows } = await here.owner.query("select string_agg(evidence::text, ' ') as all from consent_events")
  expect(rows[0]?.all).not.toContain("folder 12")
  await importConsents(here.house, one.actor.subjectId)
  const sources = await here.owner.query(
    "select 1 from consent_events where evidence is not null and evidence->>'words' is null",
  )
  expect(sources.rowCount).toBeGreaterThan(0)
})

it("the mailer gets a link for everybody known, and whoever used theirs is not taken over again", async () => {
  const links = []
  for await (const link of unsubscribeLinks(here.house, drizzle(client), "marketing_own")) links.push(link)
  expect(links).toHaveLength(3)
  const mine = links.find((link) => link.source === "lender" && link.customer === customer)
  const token = mine?.link.split("/").at(-1) ?? ""
  expect((await readUnsubscribe(here.house, token)).ended).toBe(false)
  await unsubscribe(here.house, token)
  await followConsents(here.house, (await here.borrower(1)).actor.subjectId)
  const again = await take("lender,ME,marketing_own,use,signed,2024-03-04,,A list bought anew,")
  expect(again.faults).toEqual([
    {
      row: 2,
      reason: "this person is not to be written to for this purpose; a new consent is theirs alone to give.",
    },
  ])
  const none = unsubscribeLinks(here.house, drizzle(client), "contract").next()
  await expect(none).rejects.toBeInstanceOf(NotFound)
})

it("the commands say how they are used", async () => {
  const said: string[] = []
  const env = { NODE_ENV: "test" } as const
  const out = (line: string) => said.push(line)
  const ends = [
    await consentsCommand([], env, out),
    await consentsCommand(["import", "--help"], env, out),
    await consentsCommand(["import", "no-such-file.csv"], env, out),
    await linksCommand([], env, out),
    await linksCommand(["--help"], env, out),
    await linksCommand(["--what"], env, out),
  ]
  expect(ends).toEqual([2, 0, 1, 2, 0, 2])
  expect(said.join("\n")).toContain("consents import FILE")
})
