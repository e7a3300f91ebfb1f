import { randomInt } from "node:crypto"
import { messageTo } from "./deployment"
import { expect, PASSWORD, signIn, test } from "./test"

/** A whole PNG of one pixel. */
const scan = {
  name: "scan.png",
  mimeType: "image/png",
  buffer: Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+M8AAAIBAQDJ/pLvAAAAAElFTkSuQmCC",
    "base64",
  ),
}

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
    await officer.open("/admin/requests/new")
    await officer.type("register.person", phone)
    await officer.press("people.search")
    await expect(officer.page).toHaveURL(/person=/)
    const id = new URL(officer.page.url()).searchParams.get("person") ?? ""
    await officer.open(`/admin/people/${id}/mandates/new`)
    await officer.field("mandates.kinds.representative").check()
    await officer.type("mandates.name", "Өкүлов Өкүл")
    await officer.type("mandates.new.contact", contact)
    await officer.field("mandates.new.allRights").check()
    await officer.field("mandates.proofs.power_of_attorney").check()
    await officer.type("mandates.new.proofNumber", "12-А")
    await officer.type("mandates.new.proofIssuer", "Нотариус")
    for (const name of ["proofIssued", "starts"])
      for (const [part, value] of Object.entries({ day: "1", month: "2", year: "2026" }))
        await officer.main.locator(`[name="${name}.${part}"]`).fill(value)
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
