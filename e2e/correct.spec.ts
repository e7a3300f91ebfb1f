import { PDF } from "@/lib/testing/files.fixture"
import { codeSentTo, lender, messageTo } from "./deployment"
import { decide } from "./desk"
import { sent } from "./sending"
import { expect, PASSWORD, test } from "./test"

const onFile = async (column: string, id: string) => {
  const [row] = await lender(`select ${column} as value from core.customers where customer_id = $1`, [id])
  return row?.value
}

const proof = {
  name: "күбөлүк.pdf",
  mimeType: "application/pdf",
  buffer: PDF,
}

test.describe("correcting @nojs", () => {
  test("a new e-mail is confirmed by the code sent to it, and is the lender's at once", async ({
    person,
    signUpAs,
  }) => {
    const { id, email } = await signUpAs("repaid")
    const since = new Date()
    const fresh = `new-${id}-${since.getTime()}@borrower.example`
    await person.follow("cabinet.verbs.correct")
    await person.goTo("/cabinet/requests/new/rectification?category=email")
    await person.type("request.correct.new", fresh)
    await person.type("request.correct.password", PASSWORD)
    await person.press("request.correct.sendCode")
    await person.seesTitle("request.confirm.title")
    await expect(person.main).toContainText(fresh)

    await person.type("request.confirm.code", "000000")
    await person.press("request.confirm.submit")
    await person.isRefused("errors.wrong_code")
    expect(await onFile("email", id)).toBe(email)

    await person.type("request.confirm.code", await codeSentTo(fresh, since))
    await person.press("request.confirm.submit")
    await person.waitsFor(`/cabinet/requests/${await sent(person)}`, "requests.next.fulfilled")
    expect(await onFile("email", id)).toBe(fresh)
    await messageTo(email, since)
    await person.follow("request.letters.mine")
    await expect(person.main).toContainText(email)
    await expect(person.main).toContainText(fresh)
  })

  test("a new surname needs a document and an officer; the letter keeps the old one and the new", async ({
    person,
    officer,
    signUpAs,
  }) => {
    const { id, lastName } = await signUpAs("owing")
    const fresh = `${lastName}-Жаңы`
    await person.open("/cabinet/requests/new/rectification?category=name")
    await person.follow("request.correct.act")
    await expect(person.main).toContainText("2.2(2)")
    await person.type("request.correct.new", fresh)
    await person.press("request.continue")
    await person.isRefused("errors.evidence_required")
    await expect(person.field("request.correct.new")).toHaveValue(fresh)
    await person.field("request.correct.evidence").setInputFiles(proof)
    await person.press("request.continue")
    await person.seesTitle("request.check.title")
    await expect(person.main).toContainText(lastName)
    await expect(person.main).toContainText(fresh)
    await person.press("request.check.send")
    const number = await sent(person)

    await officer.open(`/admin/requests/${number}`)
    const document = await officer.main.locator('a[href^="/api/staff/attachments/"]').getAttribute("href")
    const file = await officer.page.request.get(document ?? "")
    expect(file.headers()["content-disposition"]).toContain("attachment")
    expect((await file.body()).equals(proof.buffer)).toBe(true)
    expect(await onFile("last_name", id)).toBe(lastName)
    await decide(officer, number, "decide")

    await person.waitsFor(`/cabinet/requests/${number}`, "requests.next.fulfilled")
    expect(await onFile("last_name", id)).toBe(fresh)
    await person.sees("request.history.complete")
    const history = person.main.locator("section:has(#history)")
    await expect(history).toContainText(lastName)
    await expect(history).toContainText(fresh)
    await officer.open(`/admin/requests/${number}`)
    await expect(officer.main.locator("section:has(#history)")).toContainText(fresh)
    await expect(person.main).toContainText(person.say("request.letters.kind.certificate"))
    await person.follow("request.letters.mine")
    await expect(person.main).toContainText(lastName)
    await expect(person.main).toContainText(fresh)
    await person.open("/cabinet/views")
    await expect(person.main).toContainText(number)
  })
})
