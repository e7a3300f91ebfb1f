import { lender } from "./deployment"
import type { Person } from "./person"
import { expect, PASSWORD, test } from "./test"

const restricted = async (id: string) => {
  const [row] = await lender<{ scope: string[] | null }>(
    "select processing_restricted_scope as scope from core.customers where customer_id = $1",
    [id],
  )
  return row?.scope ?? []
}

async function signs(person: Person, password: string): Promise<void> {
  await person.type("request.sign.password", password)
  await person.press("request.sign.send")
}

test.describe("restricting @nojs", () => {
  test.setTimeout(120_000)

  test("a signed letter restricts at once, nobody decides on it; the person's own letter lifts it", async ({
    person,
    signUpAs,
  }) => {
    const { id } = await signUpAs("repaid")
    await person.open("/cabinet/requests/new/restriction")
    await person.press("request.continue")
    await person.isRefused("errors.choose_one")
    await person.main.locator('input[value="income"]').check()
    await person.press("request.continue")
    await person.seesTitle("request.sign.title")
    await signs(person, "not my password")
    await person.isRefused("errors.wrong_password")
    expect(await restricted(id)).toEqual([])
    await signs(person, PASSWORD)
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
    await signs(person, PASSWORD)
    await expect.poll(() => restricted(id)).toEqual([])
  })
})
