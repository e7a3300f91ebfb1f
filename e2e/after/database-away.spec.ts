import { letPortalBeReached } from "../deployment"
import { demoAccounts } from "../people"
import { expect, signIn, test } from "../test"

const [borrower = { signIn: "", password: "" }] = demoAccounts

test("while the database is away every page says so with 503; then the session is still there", async ({
  person,
  signUpAs,
}) => {
  test.setTimeout(180_000)
  await signIn(person, borrower.signIn, borrower.password)
  await person.seesTitle("cabinet.title")
  const typing = await person.page.context().newPage()
  await typing.goto("/cabinet/requests/new/rectification?category=email")
  const field = typing.getByLabel(person.say("request.correct.new"), { exact: true })
  await field.fill("typed-before@borrower.example")
  const send = typing.getByRole("button", { name: person.say("request.correct.sendCode") })
  await letPortalBeReached(false)
  try {
    const ready = () => person.page.request.get("/api/health/ready")
    await expect.poll(async () => (await ready()).status()).toBe(503)
    await expect.poll(() => person.open("/")).toBe(503)
    expect((await person.page.request.get("/api/health/live")).status()).toBe(200)
    for (const address of ["/", "/cabinet", "/cabinet/data", "/sign-in", "/admin"]) {
      expect(await person.open(address), address).toBe(503)
      await person.seesTitle("problem.outage.title")
      await expect(person.page.locator("html")).toHaveAttribute("lang", person.language)
    }
    await send.click()
    await expect(
      typing.getByRole("alert").filter({ hasText: person.say("errors.unavailable") }),
    ).toBeVisible()
    const answer = await person.page.request.get("/cabinet")
    expect(answer.headers()["retry-after"]).toBeDefined()
    expect(answer.headers()["set-cookie"]).toBeUndefined()
  } finally {
    await letPortalBeReached(true)
  }
  await expect.poll(() => person.open("/cabinet")).toBe(200)
  await person.seesTitle("cabinet.title")
  await expect(field).toHaveValue("typed-before@borrower.example")
  await typing.getByLabel(person.say("request.correct.password"), { exact: true }).fill(borrower.password)
  await send.click()
  await expect(typing.getByRole("heading", { name: person.say("request.confirm.title") })).toBeVisible()
  // The worker is back too: it sends the code.
  await person.page.context().clearCookies({ name: /ukuk\.session/ })
  await signUpAs("repaid")
})
