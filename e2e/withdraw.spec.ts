import { lender, repayLoans, tellChanged } from "./deployment"
import { approve, decide } from "./desk"
import { sent, sign } from "./sending"
import { expect, test } from "./test"

/** The operations a purpose has lost in the lender's own table, which its programs ask before they process. */
const stopped = async (id: string, purpose: string) => {
  const rows = await lender<{ operation: string }>(
    "select operation from core.processing_flags where customer_id = $1 and purpose = $2 and not allowed order by 1",
    [id, purpose],
  )
  return rows.map(({ operation }) => operation)
}

const subscriptions = (id: string) =>
  lender(
    "select 1 from core.marketing_subscriptions where customer_id = $1 and not third_party and unsubscribed_at is null",
    [id],
  )

test.describe("withdrawing consent with an open loan @nojs", () => {
  test.setTimeout(240_000)

  test("marketing stops with one button; a signed letter stops the rest, and what the loan needs once it is repaid", async ({
    person,
    officer,
    approver,
    signUpAs,
  }, { project }) => {
    const { id } = await signUpAs("owing")
    expect(await subscriptions(id)).not.toEqual([])
    await person.follow("cabinet.verbs.withdraw")
    await person.main.locator("#marketing_own").getByRole("button").click()
    await person.sees("consents.receipt.systems")
    await expect.poll(() => stopped(id, "marketing_own")).toContain("use")
    await expect.poll(() => subscriptions(id)).toEqual([])
    expect(await stopped(id, "marketing_third")).toEqual([])

    await person.open("/cabinet/requests/new/withdrawal?purpose=collection")
    await expect(person.main.locator('input[value="collection"]')).toBeChecked()
    await person.main.locator('input[value="research"]').check()
    await person.press("request.continue")
    await person.seesTitle("request.sign.title")
    await expect(person.main).toContainText(
      /зайымды жокко чыгарбайт|не отменяет заём|does not cancel the loan/,
    )
    await person.sees("request.plan.stop.will")
    await person.sees("request.plan.continue.title")
    await sign(person)
    const number = await sent(person)

    await decide(officer, number, "propose")
    await officer.sees("case.proposal.awaits")
    await approve(approver, number)
    const request = `/cabinet/requests/${number}`
    await person.waitsFor(request, "requests.next.deferred")
    await person.sees("request.plan.continue.title")
    expect(await stopped(id, "research")).toContain("use")
    expect(await stopped(id, "collection")).not.toContain("use")
    await person.follow("request.letters.kind.decision")
    await expect(person.main.getByRole("article")).toBeVisible()

    await repayLoans(id)
    // Once the lender says so; the other time it says nothing, and the worker's next round sees it.
    if (project.name === "with script") await tellChanged(id)
    await person.waitsFor(request, "requests.next.fulfilled", 120_000)
    await person.sees("request.history.release")
    expect(await stopped(id, "collection")).toEqual(expect.arrayContaining(["use", "store"]))
    await person.follow("request.letters.kind.certificate")
    await expect(person.main.getByRole("article")).toBeVisible()
  })
})
