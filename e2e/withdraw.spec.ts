import { lender, repayLoans } from "./deployment"
import { approve, decide, numberAt } from "./desk"
import { expect, PASSWORD, test } from "./test"

/** Operations the lender's programs may still do for a purpose, as its own table says. */
const allowed = async (id: string, purposes: string[]) => {
  const rows = await lender(
    `select purpose || '/' || operation as what from core.processing_flags
     where customer_id = $1 and purpose = any($2) and allowed order by 1`,
    [id, purposes],
  )
  return rows.map(({ what }) => what)
}

const subscribed = async (id: string) =>
  lender(
    "select channel from core.marketing_subscriptions where customer_id = $1 and unsubscribed_at is null and not third_party",
    [id],
  )

test.describe("withdrawing consent with an open loan @nojs", () => {
  test.setTimeout(240_000)

  test("marketing stops with one button; the letter stops the rest, what the loan needs when it is repaid", async ({
    person,
    officer,
    approver,
    signUpAs,
  }) => {
    const { id } = await signUpAs("owing")
    expect(await subscribed(id)).not.toEqual([])
    await person.follow("cabinet.verbs.withdraw")
    await person.page.locator("#marketing_own").getByRole("button").click()
    await person.sees("consents.receipt.systems")
    await expect.poll(() => allowed(id, ["marketing_own"])).toEqual([])
    await expect.poll(() => subscribed(id)).toEqual([])
    expect(await allowed(id, ["research"])).not.toEqual([])

    await person.open("/cabinet/requests/new/withdrawal")
    await person.main.locator('input[value="all"]').check()
    await person.press("request.continue")
    await person.seesTitle("request.sign.title")
    await person.sees("request.sign.withdrawal.loan")
    await person.sees("request.plan.stop.will")
    await person.sees("request.plan.continue.title")
    await person.type("request.sign.password", PASSWORD)
    await person.press("request.sign.send")
    await person.sees("request.sent.title")
    const number = numberAt(person)

    await decide(officer, number, "propose")
    await officer.open(`/admin/requests/${number}`)
    await expect(officer.main.getByRole("button", { name: officer.say("case.act.approve"), exact: true })).toHaveCount(0)
    await approve(approver, number)
    await person.waitsFor(`/cabinet/requests/${number}`, "requests.next.deferred")
    expect(await allowed(id, ["research", "marketing_third"])).toEqual([])
    await person.sees("request.plan.continue.title")
    await person.follow("request.letters.kind.decision")
    await expect(person.main.locator("article")).toBeVisible()

    await repayLoans(id)
    await person.waitsFor(`/cabinet/requests/${number}`, "requests.next.fulfilled", 120_000)
    await person.sees("request.history.release")
    await person.follow("request.letters.kind.certificate")
    await expect(person.main.locator("article")).toBeVisible()
    expect(await allowed(id, ["contract", "payments", "identification", "collection"])).toEqual([])
  })
})
