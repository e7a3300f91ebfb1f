import { numberAt } from "./desk"
import { expect, test } from "./test"

test.describe("a request that came by phone @nojs", () => {
  test.setTimeout(180_000)

  test("staff write it down with the day it came; a wrong time is refused and loses nothing; the person finds it in the cabinet", async ({
    person,
    officer,
    signUpAs,
  }) => {
    const { phone } = await signUpAs("repaid")
    await officer.open("/admin")
    await officer.open("/admin/requests/new")
    await officer.type("register.person", "0700 99 99 98")
    await officer.press("people.search")
    await officer.isRefused("errors.nobody_found")
    await officer.type("register.person", phone)
    await officer.press("people.search")
    await officer.main.locator('a[href$="right=question"]').click()

    await officer.field("case.channel.phone").check()
    await officer.type("register.words", "Эмне үчүн мага чалып жатасыздар?")
    await officer.type("register.time", "25:00")
    await officer.press("register.submit", { exact: true })
    await officer.isRefused("errors.time_shape")
    await expect(officer.field("register.words")).toHaveValue("Эмне үчүн мага чалып жатасыздар?")
    await expect(officer.field("case.channel.phone")).toBeChecked()
    await officer.type("register.time", "00:01")
    await officer.press("register.submit", { exact: true })
    await officer.sees("case.done.registered")
    const number = numberAt(officer)

    await person.open(`/cabinet/requests/${number}`)
    await expect(person.main).toContainText("Эмне үчүн мага чалып жатасыздар?")
    await person.open("/admin/requests/new")
    await expect(person.field("register.person")).toHaveCount(0)
  })
})
