import { numberAt } from "../desk"
import { signInAs, storiesOf } from "../organisation"
import { expect } from "../test"

const folder = "policies/srs-eservices"
const test = storiesOf(folder)

test("a complaint to the state portal reaches the division that answers it", async ({ person, officer }) => {
  test.setTimeout(180_000)
  await signInAs(person, folder, "director")
  await person.open("/cabinet/requests/new/complaint")
  await person.type("ask.words.complaint", "Арызым эки ай бою каралган жок.")
  await person.press("request.continue")
  await person.press("ask.send.submit")
  await person.sees("request.sent.title")
  const number = numberAt(person)

  const listed = officer.main.getByRole("link", { name: number })
  await officer.open("/admin?division=vehicle_registration")
  await officer.sees("queue.empty")
  await expect(listed).toHaveCount(0)
  await officer.open("/admin?division=portal_administration")
  await expect(listed).toHaveCount(1)
})
