import { readLetter, takeUp } from "./desk"
import { ask } from "./sending"
import { expect, test } from "./test"

test.describe("an answer in words @nojs", () => {
  test.setTimeout(180_000)

  test("a question is answered with the letter that was read; an answer without words is refused and loses nothing", async ({
    person,
    officer,
    signUpAs,
  }) => {
    await signUpAs("repaid")
    const number = await ask(person, "question", "Эмне үчүн чалып жатасыздар?")
    await takeUp(officer, number, "reply")
    await officer.press("case.form.check")
    await officer.isRefused("errors.required")
    await officer.type("case.form.words", "Чалуулар токтотулду.\n\nРахмат.")
    await readLetter(officer)
    await expect(officer.main).toContainText("Чалуулар токтотулду.")
    await officer.press("case.form.change")
    await expect(officer.field("case.form.words")).toHaveValue(/Чалуулар токтотулду\.\s+Рахмат\./)
    await readLetter(officer)
    await officer.press("case.form.send.reply")
    await officer.sees("case.done.replied")
    await officer.sees("case.outcome.answered")
    await expect(officer.main.getByRole("link", { name: officer.say("case.act.reply") })).toHaveCount(0)

    await person.open(`/cabinet/requests/${number}`)
    await person.sees("request.inWords.answer")
    await expect(person.main).toContainText("Чалуулар токтотулду.")
  })

  test("a complaint needs an outcome, and is not declined without a ground", async ({
    person,
    officer,
    signUpAs,
  }) => {
    await signUpAs("repaid")
    const number = await ask(person, "complaint", "Туугандарыма чалып жатышат.")
    await takeUp(officer, number, "reply")
    await officer.type("case.form.words", "Туугандарыңыздын номерлери алынды.")
    await officer.press("case.form.check")
    await officer.isRefused("errors.choose_one")
    await expect(officer.field("case.form.words")).toHaveValue("Туугандарыңыздын номерлери алынды.")
    await officer.field("case.form.outcomes.not_upheld").check()
    await officer.press("case.form.check")
    await officer.isRefused("errors.ground_required")
    await officer.field("case.form.outcomes.upheld").check()
    await readLetter(officer)
    await officer.press("case.form.send.reply")
    await expect(officer.main.getByText(officer.say("case.outcome.upheld"), { exact: true })).toBeVisible()

    await officer.open(`/admin/requests/${number}/reply`)
    await officer.sees("case.form.replyNotNow")
  })
})
