import { readDemoPeople } from "@/lib/people/demo-people"
import { type NationalProvider, nationalProvider } from "@/lib/people/national-provider.fixture"
import { PDF } from "@/lib/testing/files.fixture"
import { query } from "../deployment"
import { typeDate } from "../mandates"
import { signInAs, storiesOf } from "../organisation"
import { ask, sent } from "../sending"
import { expect } from "../test"

const folder = "policies/srs-eservices"
let state: NationalProvider
const test = storiesOf(folder, async (url) => {
  state = await nationalProvider(`${url}/api/national/callback`)
  return {
    OIDC_ISSUER: state.issuer,
    OIDC_CLIENT_ID: state.clientId,
    OIDC_CLIENT_SECRET: state.clientSecret,
  }
})
test.afterAll(() => state?.close())

const citizen = readDemoPeople(folder).accounts.find(({ who }) => who === "citizen to be corrected")

const pinOf = async (phone: string) => {
  const [row] = await query<{ pin: string }>("srs", "select pin from portal.users where phone = $1", [phone])
  return row?.pin ?? ""
}

test("the sign-in of the state opens the cabinet, and shows for a letter who it is: that person, and nobody else", async ({
  person,
  other,
}) => {
  test.setTimeout(180_000)
  const phone = await signInAs(person, folder, "director")
  const words = "Мен жөнүндө эмне сакталарын билгим келет."
  await person.open("/cabinet/requests/new/existence")
  await person.main.locator("textarea").first().fill(words)
  await person.press("request.continue")
  await person.sees("prove.note.ways")
  const letter = person.page.url()
  await person.follow("prove.note.ways")
  await person.seesTitle("prove.title")
  state.person.pin = await pinOf(citizen?.signIn ?? "")
  await person.follow("prove.national.go")
  await person.seesTitle("prove.title")
  await person.sees("errors.national_other_person")
  // The state forgets whom it saw.
  await person.page.context().clearCookies({ domain: "127.0.0.1" })
  state.person.pin = await pinOf(phone)
  await person.follow("prove.national.go")
  await expect(person.page).toHaveURL(letter)
  await expect(person.main).toContainText(words)
  await expect(person.main.locator('a[href^="/cabinet/prove"]')).toHaveCount(0)

  await other.open("/sign-in")
  await other.follow("sign-in.national")
  await other.seesTitle("cabinet.title")
})

test("a complaint to the state portal reaches the division that answers it", async ({ person, officer }) => {
  test.setTimeout(180_000)
  await signInAs(person, folder, "director")
  const number = await ask(person, "complaint", "Арызым эки ай бою каралган жок.")

  const listed = officer.main.getByRole("link", { name: number })
  await officer.open("/admin?division=vehicle_registration")
  await officer.sees("queue.empty")
  await expect(listed).toHaveCount(0)
  await officer.open("/admin?division=portal_administration")
  await expect(listed).toHaveCount(1)
})

test("somebody acting for a legal entity asks about a citizen; the citizen sees it and objects", async ({
  person,
  officer,
  other,
}) => {
  test.setTimeout(180_000)
  const director = await signInAs(person, folder, "director")
  await officer.open("/admin/requests/new")
  await officer.type("register.person", citizen?.signIn ?? "")
  await officer.press("people.search")
  await officer.main.locator('a[href$="right=question"]').click()
  await officer.main.locator('a[href$="/mandates"]').click()
  await officer.follow("mandates.new.title")
  const form = officer.main
  await form.locator('input[name="kind"][value="legal_entity"]').check()
  await officer.type("mandates.name", "Үлгүбек Сыноов")
  await officer.type("mandates.new.contact", director)
  await officer.press("mandates.new.submit", { exact: true })
  await officer.isRefused("errors.required")
  await form.locator('input[name="entityName"]').fill("ЖЧК «Үлгү»")
  await form.locator('input[name="entityNumber"]').fill("01234567890123")
  await form.locator('input[name="rights[]"]').first().check()
  await form.locator('input[name="proof"][value="charter_or_order"]').check()
  await officer.type("mandates.new.proofNumber", "12")
  await officer.type("mandates.new.proofIssuer", "Уюштуруучулар")
  for (const name of ["proofIssued", "starts"]) await typeDate(officer, name, "2026-10-01")
  await form.locator('input[name="evidence"]').setInputFiles({
    name: "order.pdf",
    mimeType: "application/pdf",
    buffer: PDF,
  })
  await officer.press("mandates.new.submit", { exact: true })
  await officer.sees("mandates.done.registered")

  await person.open("/cabinet/acting")
  await person.press("mandates.acting.act")
  expect(await person.open("/cabinet/requests/new/erasure")).not.toBe(500)
  await person.open("/cabinet/requests/new/question")
  await person.type("ask.words.question", "Биздин өкүлдүн аты каттоодо туура жазылганбы?")
  await person.press("request.continue")
  await expect(person.main.getByRole("article")).toContainText("ЖЧК «Үлгү»")
  await person.press("ask.send.submit")
  const number = await sent(person)

  await signInAs(other, folder, "citizen to be corrected")
  await other.open(`/cabinet/requests/${number}`)
  await expect(other.main).toContainText("ЖЧК «Үлгү»")
  await other.open("/cabinet/representatives")
  await other.press("mandates.mine.object")
  await other.sees("mandates.mine.objected")
  await person.open("/cabinet/requests/new/question")
  await person.sees("mandates.acting.over")
})
