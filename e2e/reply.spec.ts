import { numberAt } from "./desk"
import type { Person } from "./person"
import { expect, test } from "./test"

/** Asks something in words where one button sends it, and returns the number of the request. */
async function asks(person: Person, right: "question" | "complaint", words: string): Promise<string> {
  await person.open(`/cabinet/requests/new/${right}`)
  await person.type(`ask.words.${right}`, words)
  await person.press("request.continue")
  await person.seesTitle("ask.send.title")
  await person.press("ask.send.submit")
  await person.sees("request.sent.title")
  return numberAt(person)
}

/** Takes the request up and opens the form of its answer. */
async function takesUp(officer: Person, number: string): Promise<void> {
  await officer.open(`/admin/requests/${number}`)
  await officer.press("case.act.take", { exact: true })
  await officer.sees("case.done.taken")
  await officer.follow("case.act.reply", { exact: true })
  await officer.seesTitle("case.form.reply")
}

const letterIsShown = (officer: Person) =>
  expect(officer.main.getByRole("heading", { name: officer.say("case.form.checkTitle") })).toBeVisible()

test.describe("an answer in words @nojs", () => {
  test.setTimeout(180_000)

  test("a question is answered with the letter that was read; an answer without words is refused and loses nothing", async ({
    person,
    officer,
    signUpAs,
  }) => {
    await signUpAs("repaid")
    const number = await asks(person, "question", "Эмне үчүн чалып жатасыздар?")
    await takesUp(officer, number)
    await officer.press("case.form.check")
    await officer.isRefused("errors.required")
    await officer.type("case.form.words", "Чалуулар токтотулду.\n\nРахмат.")
    await officer.press("case.form.check")
    await letterIsShown(officer)
    await expect(officer.main).toContainText("Чалуулар токтотулду.")
    await officer.press("case.form.change")
    await expect(officer.field("case.form.words")).toHaveValue(/Чалуулар токтотулду\.\s+Рахмат\./)
    await officer.press("case.form.check")
    await letterIsShown(officer)
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
    const number = await asks(person, "complaint", "Туугандарыма чалып жатышат.")
    await takesUp(officer, number)
    await officer.type("case.form.words", "Туугандарыңыздын номерлери алынды.")
    await officer.press("case.form.check")
    await officer.isRefused("errors.choose_one")
    await expect(officer.field("case.form.words")).toHaveValue("Туугандарыңыздын номерлери алынды.")
    await officer.field("case.form.outcomes.not_upheld").check()
    await officer.press("case.form.check")
    await officer.isRefused("errors.ground_required")
    await officer.field("case.form.outcomes.upheld").check()
    await officer.press("case.form.check")
    await letterIsShown(officer)
    await officer.press("case.form.send.reply")
    await expect(officer.main.getByText(officer.say("case.outcome.upheld"), { exact: true })).toBeVisible()

    await officer.open(`/admin/requests/${number}/reply`)
    await officer.sees("case.form.replyNotNow")
  })
})
