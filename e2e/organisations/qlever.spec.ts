import { query } from "../deployment"
import { reply } from "../desk"
import { signInAs, storiesOf } from "../organisation"
import { sent, sign } from "../sending"
import { expect } from "../test"

const folder = "policies/qlever"
const test = storiesOf(folder)

const blocked = async (phone: string) => {
  const [row] = await query<{ scope: string[] | null }>(
    "qlever",
    `select "blockedScope" as scope from app.users where phone = $1`,
    [phone.replace("+", "")],
  )
  return row?.scope ?? []
}

test("the delivery app blocks data from the moment it is asked, and answers a claim within thirty days", async ({
  person,
  officer,
}) => {
  test.setTimeout(180_000)
  const phone = await signInAs(person, folder, "customer")
  await person.open("/cabinet/requests/new/restriction")
  await person.press("request.continue")
  await person.isRefused("errors.choose_one")
  await person.main.locator('input[value="saved_address"]').check()
  await person.press("request.continue")
  await sign(person, "demo-user-1")
  await person.sees("request.sent.title")
  await expect.poll(() => blocked(phone)).toEqual(["saved_address"])

  await person.open("/cabinet/requests/new/claim")
  await person.type("ask.words.claim", "Ката алынган акчаны кайтарып бериңиздер.")
  await person.press("request.continue")
  await sign(person, "demo-user-1")
  const claim = await sent(person)
  const [due] = await query<{ days: number }>(
    "ukuk_qlever",
    `select p.due_on - (p.received_at at time zone 'Asia/Bishkek')::date as days
     from request_parts p join requests r on r.id = p.request_id where r.number = $1`,
    [claim],
  )
  // Thirty calendar days, and on to the next working day where the last is none.
  expect(due?.days).toBeGreaterThanOrEqual(30)
  expect(due?.days).toBeLessThan(40)

  await reply(officer, claim, "Акча кайтарылат.", "upheld")
  await person.open(`/cabinet/requests/${claim}`)
  await expect(person.main).toContainText("Акча кайтарылат.")
})
