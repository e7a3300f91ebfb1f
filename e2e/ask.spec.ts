import { sent, sign } from "./sending"
import { expect, test } from "./test"

test.describe("asking in words @nojs", () => {
  test.setTimeout(180_000)

  test("a question goes with one button and a claim with the password; neither goes empty", async ({
    person,
    signUpAs,
  }) => {
    await signUpAs("owing")
    await person.open("/cabinet/requests")
    await person.follow("requests.new")
    await person.seesTitle("ask.title")
    await person.goTo("/cabinet/requests/new/question")
    await person.press("request.continue")
    await person.isRefused("errors.required")
    await person.type("ask.words.question", "Маалыматым кимге берилди?")
    await person.press("request.continue")
    await person.seesTitle("ask.send.title")
    await expect(person.main.getByRole("article")).toContainText("Маалыматым кимге берилди?")
    await expect(person.main.locator('input[type="password"]')).toHaveCount(0)

    await person.follow("request.sign.change")
    await expect(person.field("ask.words.question")).toHaveValue("Маалыматым кимге берилди?")
    await person.type("ask.words.question", "Маалыматым качан берилди?")
    await person.press("request.continue")
    await person.pressTwice("ask.send.submit")
    const question = await sent(person)
    await expect(person.main).toContainText("Маалыматым качан берилди?")

    await person.open("/cabinet/requests/new/claim")
    await person.type("ask.words.claim", "Ката эсептелген төлөмдү кайтарууну талап кылам.")
    await person.press("request.continue")
    await person.seesTitle("request.sign.title")
    await sign(person, "not the password")
    await person.isRefused("errors.wrong_password")
    await sign(person)
    const claim = await sent(person)

    await person.open("/cabinet/requests")
    for (const number of [question, claim]) {
      await expect(person.main.locator(`a[href="/cabinet/requests/${number}"]`)).toHaveCount(1)
    }
  })

  test("the review of a decision names the decision, and what was typed stays when it does not", async ({
    person,
    signUpAs,
  }) => {
    await signUpAs("owing")
    await person.open("/cabinet/requests/new/automated_review")
    await person.type("ask.words.automated_review", "Кирешем туура эсептелген эмес.")
    await person.press("request.continue")
    await person.isRefused("errors.choose_one")
    await expect(person.field("ask.words.automated_review")).toHaveValue("Кирешем туура эсептелген эмес.")
    await person.main.locator('input[value="credit_assessment"]').check()
    await person.press("request.continue")
    await person.press("ask.send.submit")
    await person.sees("request.sent.title")
    for (const right of ["no_such", "objection/sign"]) {
      expect(await person.open(`/cabinet/requests/new/${right}`)).toBe(404)
    }
  })
})
