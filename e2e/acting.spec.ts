import { randomInt } from "node:crypto"
import { messageTo } from "./deployment"
import { fillMandate, findSubject, scan } from "./mandates"
import { expect, PASSWORD, signIn, test } from "./test"

test.describe("acting for another @nojs", () => {
  test.setTimeout(180_000)

  test("staff register a power of attorney; its holder opens a link, asks in the person's name, and is stopped by one press", async ({
    person,
    officer,
    signUpAs,
    other,
  }) => {
    const { phone } = await signUpAs("repaid")
    const contact = `+99670012${String(randomInt(10_000)).padStart(4, "0")}`
    await fillMandate(officer, await findSubject(officer, phone), contact)
    await officer.press("mandates.new.submit")
    await officer.isRefused("errors.scan_needed")
    await expect(officer.field("mandates.name")).toHaveValue("Өкүлов Өкүл")
    await officer.main.locator('input[type="file"]').setInputFiles(scan)
    const since = new Date()
    await officer.press("mandates.new.submit")
    await officer.sees("mandates.done.registered")

    const said = await messageTo(contact, since, /invitation\/account\?token=/)
    const link = /\/invitation\/account\?token=[\w-]+/.exec(said)?.[0] ?? ""
    await other.open(link)
    await other.type("invitation.password", PASSWORD)
    await other.press("invitation.account.submit")
    await other.seesTitle("sign-in.title")
    await other.open(link)
    await other.seesTitle("invitation.account.goneTitle")
    await signIn(other, contact, PASSWORD)
    await other.seesTitle("mandates.acting.title")
    await other.press("mandates.acting.act")
    await other.seesTitle("cabinet.title")
    await expect(other.main).toContainText(other.say("mandates.kinds.representative"))
    await other.open("/cabinet/requests/new/question")
    await other.main.locator("textarea").fill("Менин ишеним берүүчүмө эмне үчүн чаласыздар?")
    await other.press("request.continue")
    await expect(other.main).toContainText("Өкүлов Өкүл")

    await person.open("/cabinet/representatives")
    await expect(person.main).toContainText("Өкүлов Өкүл")
    await person.press("mandates.mine.object", { exact: true })
    await person.sees("mandates.mine.objected")
    await other.open("/cabinet/requests")
    await other.sees("mandates.acting.over")
    await other.press("mandates.acting.own")
    await other.seesTitle("mandates.acting.title")
  })
})
