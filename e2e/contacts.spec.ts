import { randomInt } from "node:crypto"
import { axeFindings } from "./axe"
import { codeSentTo, lender } from "./deployment"
import { approve, decide } from "./desk"
import { sent } from "./sending"
import { expect, test } from "./test"

test.describe("somebody whose number a client gave @nojs", () => {
  test.setTimeout(240_000)

  test("comes in by a code, sees where the number stands and not whose it is, and has it removed", async ({
    person,
    officer,
    approver,
    javaScriptEnabled,
  }) => {
    // What looks for barriers is itself a script.
    const hasNoBarriers = async () =>
      expect(javaScriptEnabled === false ? [] : await axeFindings(person.page)).toEqual([])
    const phone = `+99670${randomInt(1_000_000, 9_999_999)}`
    await lender(
      "insert into core.contact_persons (customer_id, full_name, relation, phone, added_at) values (3, 'Сынакова Айгүл', 'relative', $1, now())",
      [phone],
    )
    await person.open("/sign-in")
    await person.goTo("/contact")
    await person.type("contact.phone", "менин номерим")
    await person.press("contact.submit")
    await person.isRefused("errors.phone_shape")
    await hasNoBarriers()
    const since = new Date()
    await person.type("contact.phone", phone)
    await person.press("contact.submit")
    await person.seesTitle("contact.code.title")
    await person.type("contact.code.code", await codeSentTo(phone, since))
    await person.press("contact.code.submit", { exact: true })
    await person.seesTitle("contact.number.title")
    await expect(person.main).toContainText("Сынакова Айгүл")
    await hasNoBarriers()
    await person.open("/cabinet/data")
    await person.seesTitle("contact.number.title")

    await person.follow("contact.number.remove")
    await person.press("request.continue")
    await person.press("ask.send.submit")
    const number = await sent(person)

    await decide(officer, number, "propose")
    await approve(approver, number)
    await person.waitsFor("/cabinet/number", "contact.number.nothing")
  })
})
