import { reply } from "./desk"
import { sent } from "./sending"
import { expect, test } from "./test"

test.describe("who looked, and why @nojs", () => {
  test.setTimeout(180_000)

  test("a borrower asks why their data was looked at, and an officer who did not look answers", async ({
    person,
    officer,
    approver,
    signUpAs,
  }) => {
    const { phone } = await signUpAs("repaid")
    const reason = `Чечимди бекитүү алдында текшерүү ${Date.now()}`
    await approver.open("/admin/people")
    await approver.type("people.query", phone)
    await approver.press("people.search")
    await approver.main.locator('a[href^="/admin/people/"]:not([href$="/unknown"])').first().click()
    await approver.type("people.ask.reason", reason)
    await approver.main.getByRole("checkbox").first().check()
    await approver.press("people.ask.submit")
    await approver.sees("people.person.masked")

    await person.open("/cabinet/views")
    await expect(person.main).toContainText(reason)
    await expect(person.main).toContainText(person.say("views.role.approver"))
    await person.main
      .getByRole("link", { name: person.say("views.why") })
      .first()
      .click()
    await person.seesTitle("views.question.title")
    await expect(person.main).toContainText(reason)
    await person.main.getByLabel(person.say("views.question.namedOption")).check()
    await person.press("request.continue")
    await person.isRefused("errors.name_needs_reason")
    const words = person.main.getByLabel(person.say("views.question.words"))
    await words.fill("Карызым жабылган, эмне үчүн көрдүңүздөр?")
    await person.press("request.continue")
    await expect(person.main).toContainText(person.say("views.question.lineNamed"))
    await person.press("ask.send.submit")
    const number = await sent(person)

    await person.open("/cabinet/views")
    await person.sees("views.asked", { number })

    await officer.open(`/admin/requests/${number}`)
    await officer.sees("views.case.title")
    await officer.sees("views.case.named")
    await expect(officer.main).toContainText(reason)
    await reply(officer, number, "Чечимди бекитүү үчүн Demo approver көргөн.")

    await person.open(`/cabinet/requests/${number}`)
    await person.sees("request.inWords.answer")
    await expect(person.main).toContainText("Чечимди бекитүү үчүн Demo approver көргөн.")
  })
})
