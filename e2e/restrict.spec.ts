import { codeSentTo, lender } from "./deployment"
import { sign } from "./sending"
import { expect, test } from "./test"

const restricted = async (id: string) => {
  const [row] = await lender<{ scope: string[] | null }>(
    "select processing_restricted_scope as scope from core.customers where customer_id = $1",
    [id],
  )
  return row?.scope ?? []
}

test.describe("restricting @nojs", () => {
  test.setTimeout(120_000)

  test("a signed letter restricts at once, nobody decides on it; the person's own letter, signed with a code, lifts it", async ({
    person,
    signUpAs,
  }) => {
    const { id, phone } = await signUpAs("repaid")
    await person.open("/cabinet/requests/new/restriction")
    await person.press("request.continue")
    await person.isRefused("errors.choose_one")
    await person.main.locator('input[value="income"]').check()
    await person.press("request.continue")
    await person.seesTitle("request.sign.title")
    await sign(person, "not my password")
    await person.isRefused("errors.wrong_password")
    expect(await restricted(id)).toEqual([])
    await sign(person)
    await person.sees("request.sent.title")
    const address = new URL(person.page.url()).pathname
    await expect.poll(() => restricted(id)).toEqual(["income"])

    await expect(async () => {
      await person.open(address)
      await expect(person.main.locator(`a[href="${address}/lift"]`)).toBeVisible({ timeout: 1_000 })
    }).toPass()
    await person.goTo(`${address}/lift`)
    await person.press("request.continue")
    await person.seesTitle("request.sign.title")
    const since = new Date()
    await person.press("request.sign.code.send")
    await person.sees("request.sign.code.again")
    await person.type("request.sign.code.label", "000000")
    await person.press("request.sign.send")
    await person.isRefused("errors.wrong_code")
    await person.type("request.sign.code.label", await codeSentTo(phone, since))
    await person.press("request.sign.send")
    await expect.poll(() => restricted(id)).toEqual([])
  })
})
