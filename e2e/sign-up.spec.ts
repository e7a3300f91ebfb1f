import { codeSentTo, lender } from "./deployment"
import { demoNewcomer } from "./people"
import { expect, PASSWORD, signIn, signUp, test } from "./test"

test("signing up: the code goes to the contact on file, and opens the cabinet of whoever it is @nojs", async ({
  signUpAs,
  person,
}) => {
  const { lastName, firstName } = await signUpAs("repaid")
  await person.goTo("/cabinet/data")
  await person.goTo("/cabinet/data/name")
  await expect(person.main).toContainText(lastName)
  await expect(person.main).toContainText(firstName)
})

test("signing up: the demo's newcomer", async ({ person }) => {
  const [held] = await lender("select last_name from core.customers where mobile_phone = $1", [
    demoNewcomer.phone,
  ])
  // A portal that an earlier run used has them already.
  await signIn(person, demoNewcomer.phone, PASSWORD)
  const inside = person.main.locator('[href="/cabinet/views"]')
  await expect(person.main.getByRole("alert").or(inside)).toBeVisible()
  if (!(await inside.isVisible())) await signUp(person, demoNewcomer)
  await person.open("/cabinet/data/name")
  await expect(person.main).toContainText(String(held?.last_name))
})

test("a forgotten password: the code goes to the contact held before, and every sign-in ends @nojs", async ({
  signUpAs,
  person,
}) => {
  const { phone } = await signUpAs("repaid")
  const since = new Date()
  await person.open("/recover")
  await person.type("recover.contact", phone)
  await person.press("recover.submit")
  await person.seesTitle("recover.code.title")
  await person.type("recover.code.code", await codeSentTo(phone, since))
  await person.type("recover.code.password", "жаңы сырсөз, жашыл талаа")
  await person.press("recover.code.submit")
  await person.seesTitle("sign-in.title")
  await signIn(person, phone, "жаңы сырсөз, жашыл талаа")
  await person.seesTitle("cabinet.title")
})
