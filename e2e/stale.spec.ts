import { lender, portal } from "./deployment"
import { readLetter, takeUp } from "./desk"
import type { Person } from "./person"
import { contentsOf, post } from "./raw-form"
import { sent, sign } from "./sending"
import { expect, signIn, test } from "./test"

/** Asks for the contact persons to be erased, and signs. Returns the request's number. */
async function asksToErase(person: Person): Promise<string> {
  await person.open("/cabinet/requests/new/erasure?category=contact_persons")
  await person.press("request.continue")
  await sign(person)
  return sent(person)
}

test.describe("pages that are not as they were @nojs", () => {
  test("data that changed before signing is shown anew; another's request number is as if there were none", async ({
    person,
    signUpAs,
  }) => {
    const { id } = await signUpAs("repaid")
    await person.open("/cabinet/requests/new/erasure?category=contact_persons")
    await person.press("request.continue")
    await person.seesTitle("request.sign.title")
    const signing = person.page.url()
    await lender(
      "update core.contact_persons set relation = 'acquaintance', full_name = 'Сыноо Тааныш' where customer_id = $1",
      [id],
    )
    await lender(
      "insert into core.contact_persons (customer_id, relation, phone, added_at) values ($1, 'relative', '+996555999998', now())",
      [id],
    )
    await sign(person)
    const told = person.main.getByText(person.say("errors.plan_changed"))
    await expect(told.or(person.main.getByText(person.say("request.late.changed")))).toBeVisible()
    await person.open(signing)
    await person.sees("request.late.changed")
    await person.follow("request.late.again")
    await expect(person.main.locator('input[value="contact_persons"]')).toBeChecked()
    await person.press("request.continue")
    await sign(person, "not the password")
    await person.isRefused("errors.wrong_password")
    await sign(person)
    const number = await sent(person)
    const letter = await person.main.locator('a[href^="/api/letters/"]').first().getAttribute("href")
    expect((await person.page.request.get(letter ?? "")).status()).toBe(200)

    expect(await person.open("/cabinet/requests/2026-999999")).toBe(404)
    const missing = await person.main.innerText()
    const context = person.page.context()
    await context.clearCookies({ name: /ukuk\.session/ })
    await signIn(person, "+996555000002", "demo-borrower-2")
    await person.seesTitle("cabinet.title")
    expect(await person.open(`/cabinet/requests/${number}`)).toBe(404)
    expect(await person.main.innerText()).toBe(missing)
    expect((await person.page.request.get(letter ?? "")).status()).toBe(404)
  })

  test("an act on a request that changed since the page was opened is not carried out", async ({
    person,
    officer,
    signUpAs,
  }) => {
    await signUpAs("repaid")
    const number = await asksToErase(person)
    await officer.open(`/admin/requests/${number}`)
    const tab = await officer.page.context().newPage()
    await tab.goto(`/admin/requests/${number}`)
    await officer.press("case.act.take", { exact: true })
    await officer.sees("case.done.taken")
    await tab.getByRole("button", { name: officer.say("case.act.take"), exact: true }).click()
    const told = tab.getByRole("alert").filter({ hasText: officer.say("errors.stale_page") })
    await expect(told).toBeVisible()
    await expect(tab.getByText(officer.say("case.done.taken"))).toHaveCount(0)
  })
})

test.describe("a decision @nojs", () => {
  test("sent twice at once, and again later, is one decision with one answer", async ({
    person,
    officer,
    signUpAs,
  }) => {
    await signUpAs("repaid")
    const number = await asksToErase(person)
    await takeUp(officer, number, "propose")
    await readLetter(officer)
    const send = officer.page.getByRole("button", { name: officer.say("case.form.send.propose") })
    const form = officer.main.locator("form").filter({ has: send })
    const contents = [...(await contentsOf(form)), ["step", "send"] as [string, string]]
    const address = officer.page.url()
    const press = () => post(officer.page, address, contents)
    const answers = [...(await Promise.all([press(), press()])), await press()]
    const places = answers.map((answer) => answer.headers().location ?? String(answer.status()))
    expect(new Set(places).size).toBe(1)
    expect(places[0]).toContain("done=proposed")
    const [made] = await portal(
      "select count(*)::int as n from proposals p join request_parts r on r.id = p.part_id join requests q on q.id = r.request_id where q.number = $1",
      [number],
    )
    expect(made?.n).toBe(1)
  })
})
