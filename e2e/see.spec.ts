import { lender, letConnectorIn } from "./deployment"
import { demoAccounts } from "./people"
import { expect, signIn, test } from "./test"

const [borrower = { signIn: "", password: "" }] = demoAccounts

test.describe("seeing what is held @nojs", () => {
  test("masked at first, then in full after the password, scans and other people's data too", async ({
    person,
  }) => {
    const [held] = await lender("select customer_id, pin from core.customers where mobile_phone = $1", [
      borrower.signIn,
    ])
    const pin = String(held?.pin)
    await person.open("/cabinet/data/pin")
    await person.seesTitle("sign-in.title")
    await signIn(person, borrower.signIn.replace("+996", "0"), borrower.password)
    await person.seesTitle("cabinet.title")

    await person.goTo("/cabinet/data")
    await person.goTo("/cabinet/data/pin")
    await expect(person.main).not.toContainText(pin)
    await person.sees("data.why.title")
    await person.follow("data.masked.act")
    await person.type("data.reveal.password", borrower.password)
    await person.press("data.reveal.submit")
    await expect(person.main).toContainText(pin)

    await person.open("/cabinet/data")
    const others = person.main.locator('a[href="/cabinet/data/contact_persons"]')
    await expect(others.locator("xpath=ancestor::li")).toContainText(person.say("data.others"))
    await others.click()
    await person.sees("data.item.thirdGiven")

    await person.open("/cabinet/data/identity_document")
    const scan = person.main.getByRole("img").first()
    await expect(scan).toBeVisible()
    const shown = await scan.evaluate((image) => (image instanceof HTMLImageElement ? image.src : ""))
    const file = await person.page.request.get(shown)
    expect([file.status(), file.headers()["content-type"]]).toEqual([200, "image/png"])
    expect((await file.body()).subarray(1, 4).toString()).toBe("PNG")
  })

  test("a source that is down says so, the rest of the cabinet works, and it comes back by itself", async ({
    person,
  }) => {
    await signIn(person, borrower.signIn, borrower.password)
    await person.seesTitle("cabinet.title")
    await letConnectorIn(false)
    try {
      expect(await person.open("/cabinet/data")).toBe(200)
      await person.sees("data.silent.title")
      await expect(person.main.locator('a[href="/cabinet/data/income"]')).toHaveCount(0)
      await expect(person.main.locator('a[href="/cabinet/data/mobile_phone"]')).toBeVisible()
      expect(await person.open("/cabinet/data/income")).toBe(200)
      await person.sees("data.silent.title")
      expect(await person.open("/cabinet/requests")).toBe(200)
    } finally {
      await letConnectorIn(true)
    }
    await person.open("/cabinet/data")
    await expect(person.main.locator('a[href="/cabinet/data/income"]')).toBeVisible()
    await expect(person.main).not.toContainText(person.say("data.silent.title"))
  })

  test("a member of staff gives a reason before looking, and the person sees who looked and why", async ({
    person,
    officer,
  }) => {
    const reason = `Кардардын телефон аркылуу суроосу ${Date.now()}`
    await officer.open("/admin/people")
    await officer.type("people.query", borrower.signIn)
    await officer.press("people.search")
    await officer.main.locator('a[href^="/admin/people/"]:not([href$="/unknown"])').first().click()
    await officer.seesTitle("people.ask.title")
    await expect(officer.main).not.toContainText("Сыноо-Асанов")
    await officer.type("people.ask.reason", reason)
    await officer.main.getByRole("checkbox").first().check()
    await officer.press("people.ask.submit")
    await officer.sees("people.person.masked")

    await signIn(person, borrower.signIn, borrower.password)
    await person.seesTitle("cabinet.title")
    await person.goTo("/cabinet/views")
    await expect(person.main).toContainText(reason)
    await person.sees("views.role.officer")
  })
})
