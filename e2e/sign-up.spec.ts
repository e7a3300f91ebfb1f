import { demoNewcomer } from "@/db/demo-accounts"
import { codeSentTo, portal } from "./deployment"
import { expect, PASSWORD, test } from "./test"

test.describe("signing up @nojs", () => {
  test("the code goes to the contact on file, and opens the cabinet of whoever it is", async ({
    signUpAs,
    person,
  }) => {
    const { phone, lastName, firstName } = await signUpAs("repaid")
    await expect(person.main).not.toContainText(phone)
    await person.goTo("/cabinet/data")
    await person.goTo("/cabinet/data/name")
    await expect(person.main).toContainText(lastName)
    await expect(person.main).toContainText(firstName)
  })
})
