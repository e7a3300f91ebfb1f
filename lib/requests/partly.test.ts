import { afterAll, beforeAll, expect, it } from "vitest"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { category } from "@/lib/policy/lookup"
import { findCase } from "@/lib/requests/case"
import { caseLetters, caseProposal } from "@/lib/requests/case-file"
import { myRequest } from "@/lib/requests/my-request"
import { planRows } from "@/lib/requests/plan-rows"
import { approve, as, partRow, proposeFor, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment

beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())

const accounts = async () =>
  (
    await here.lender.query<{ account_no: string }>(
      "select account_no from core.bank_accounts join core.customers using (customer_id) where mobile_phone = '+996555000003' order by 1",
    )
  ).rows.map(({ account_no }) => account_no)

/** Of two accounts of the person, one to which somebody else's loan was paid out. */
async function twoAccounts(): Promise<void> {
  const add = async (number: string) =>
    (
      await here.lender.query(
        "insert into core.bank_accounts (customer_id, bank_name, account_no, added_at) select customer_id, 'Сыноо банкы', $1, now() from core.customers where mobile_phone = '+996555000003' returning account_id",
        [number],
      )
    ).rows[0].account_id
  await add("1000000000000001")
  const needed = await add("1000000000000002")
  await here.lender.query(
    "update core.loans set payout_account_id = $1 where loan_no = (select loan_no from core.loans where customer_id > 10 and payout_account_id is not null limit 1)",
    [needed],
  )
}

it("of a category rows that others need are kept on an officer's ground and the rest erased: a partly, said item by item", async () => {
  await twoAccounts()
  const part = await signLetter(here, 3, {
    right: "erasure",
    categories: ["bank_account", "contact_persons"],
  })
  await expect(proposeFor(here, part)).rejects.toMatchObject({ code: "fact_unknown" })
  const taken = { id: part.id, ...(await partRow(here, part.id)) }
  const keep = { on: "bank_account", ground: "COURT_CLAIM", untilOn: null, needed: true as const }
  await expect(proposeFor(here, taken, [{ ...keep, reason: " " }])).rejects.toMatchObject({
    fields: { "keeps.0.reason": { code: "reason_required" } },
  })
  await expect(
    proposeFor(here, taken, [{ ...keep, reason: "Эскирген", untilOn: "2026-01-31" }]),
  ).rejects.toMatchObject({ fields: { "keeps.0.until": { code: "day_past" } } })
  const reason = "Башка адамга берилген насыя ушул эсепке которулган"
  const proposed = await proposeFor(here, taken, [{ ...keep, reason }])
  await approve(here, proposed)
  await fulfilPart(here.house, part.id)
  expect(await accounts()).toEqual(["1000000000000002"])

  const officer = await here.staff("officer")
  const file = await as(here, officer, async (ctx) => {
    const found = await findCase(ctx, part.number)
    const [only] = found.parts
    if (!only) throw new Error("no part")
    return { proposal: await caseProposal(ctx, only), letters: await caseLetters(ctx, found) }
  })
  expect(file.proposal?.decisions).toMatchObject([
    {
      item: "bank_account",
      outcome: "partly",
      ground: "COURT_CLAIM",
      law: expect.stringMatching(/\S/),
      reason,
    },
    { item: "contact_persons", outcome: "do", ground: null, reason: null },
  ])
  const letter = file.letters.find(({ kind }) => kind === "decision")?.text ?? ""
  const mine = await as(here, await here.borrower(3), (ctx) => myRequest(ctx, part.number))
  const [shown] = mine.parts
  if (!shown) throw new Error("no part")
  // What is erased of it and what is kept of it are told apart, under one title.
  const title = category(shown.inForce.policy, "bank_account").title.ky
  expect(letter.split(title)).toHaveLength(3)
  expect(
    planRows(shown.inForce, shown.plan?.operations ?? [], "ky").map(({ about, act }) => `${act} ${about}`),
  ).toEqual(["erase contact_persons", "erase bank_account", "keep bank_account"])
  await expect(
    as(here, officer, (ctx) =>
      ctx.db.execute(
        `insert into decisions (id, proposal_id, part_id, subject_id, item, outcome) select gen_random_uuid(), proposal_id, part_id, subject_id, 'email', 'partly' from decisions where part_id = '${part.id}' limit 1`,
      ),
    ),
  ).rejects.toMatchObject({ code: "23514" })
})
