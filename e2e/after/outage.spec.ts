import { demoAccounts } from "@/db/demo-accounts"
import { letPortalBeReached } from "../deployment"
import { expect, signIn, test } from "../test"

const [borrower = { signIn: "", password: "" }] = demoAccounts

test("while the database is away every page says so with 503; then the session is still there", async ({
  person,
  signUpAs,
}) => {
  test.setTimeout(180_000)
  await signIn(person, borrower.signIn, borrower.password)
  await person.seesTitle("cabinet.title")
  await letPortalBeReached(false)
  try {
    const ready = () => person.page.request.get("/api/health/ready")
    await expect.poll(async () => (await ready()).status()).toBe(503)
    expect((await person.page.request.get("/api/health/live")).status()).toBe(200)
    for (const address of ["/", "/cabinet", "/cabinet/data", "/sign-in", "/admin"]) {
      expect(await person.open(address), address).toBe(503)
      await person.seesTitle("problem.outage.title")
      await expect(person.page.locator("html")).toHaveAttribute("lang", person.language)
    }
    const answer = await person.page.request.get("/cabinet")
    expect(answer.headers()["retry-after"]).toBeDefined()
    expect(answer.headers()["set-cookie"]).toBeUndefined()
  } finally {
    await letPortalBeReached(true)
  }
  await expect.poll(() => person.open("/cabinet")).toBe(200)
  await person.seesTitle("cabinet.title")
  // The worker is back too: it sends the code.
  await person.page.context().clearCookies({ name: /ukuk\.session/ })
  await signUpAs("repaid")
})
