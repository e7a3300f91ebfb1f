import { randomInt } from "node:crypto"
import { codeSentTo, lender } from "./deployment"
import { fillMandate, findSubject, scan } from "./mandates"
import { demoAccounts } from "./people"
import type { Person } from "./person"
import { sent, sign } from "./sending"
import { linksOf, sweep } from "./sweep"
import { expect, signIn, test } from "./test"

const [borrower = { signIn: "", password: "" }] = demoAccounts

/** Sends what the form prepared and returns the address of the request. */
async function signed(person: Person): Promise<string> {
  await sign(person)
  return `/cabinet/requests/${await sent(person)}`
}

test.describe("every page outside the desk, in three languages, at 360 and 1280 px", () => {
  test.setTimeout(500_000)

  test("for everybody", async ({ person }) => {
    const ways = [
      "/sign-in",
      "/sign-in/code",
      "/sign-in/kept",
      "/sign-up",
      "/sign-up/code",
      "/contact",
      "/contact/code",
      "/recover",
      "/recover/code",
    ]
    await sweep(person, ["/", ...ways, "/policy", "/policy/1", "/verify", "/invitation/account?token=none"])
    await sweep(person, ["/no-such-page", "/policy/999"], 404)
  })

  test("the cabinet of a person with an open loan", async ({ person }) => {
    await signIn(person, borrower.signIn, borrower.password)
    await person.seesTitle("cabinet.title")
    const about = ["name", "contact_persons", "identity_document", "page_address", "scoring", "payments"]
    await sweep(person, [
      "/cabinet",
      "/cabinet/data",
      ...about.map((category) => `/cabinet/data/${category}`),
      "/cabinet/data/reveal",
      "/cabinet/consents",
      "/cabinet/requests",
      "/cabinet/views",
      "/cabinet/account",
      "/cabinet/account/password",
      "/cabinet/account/passkeys",
      "/cabinet/policy",
      "/cabinet/acting",
      "/cabinet/representatives",
      "/cabinet/not-open?why=reach",
      "/cabinet/not-open?why=authority",
    ])
    await sweep(person, ["/cabinet/requests/2026-999999"], 404)
  })

  test("the form of every right", async ({ person }) => {
    await signIn(person, borrower.signIn, borrower.password)
    await person.seesTitle("cabinet.title")
    await person.open("/cabinet/requests/new")
    const forms = await linksOf(person, "/cabinet/requests/new/")
    expect(forms.length).toBeGreaterThanOrEqual(14)
    const correct = "/cabinet/requests/new/rectification?category="
    await sweep(person, [
      "/cabinet/requests/new",
      ...forms,
      "/cabinet/requests/new/withdrawal",
      ...["name", "name&field=surname", "birth_date", "email"].map((field) => correct + field),
    ])
  })

  test("a copy that is ready, the appeal against it, a claim and a complaint", async ({
    person,
    signUpAs,
  }) => {
    await signUpAs("owing")
    await person.open("/cabinet/requests/new/copy")
    await person.main.getByRole("checkbox").first().check()
    await person.press("request.continue")
    await person.seesTitle("request.sign.title")
    const copy = await signed(person)
    await person.waitsFor(copy, "copies.package.prove")
    await sweep(person, [copy, `${copy}/appeal`])
    await person.open("/cabinet/requests/new/claim")
    await person.type("ask.words.claim", "Ката эсептелген төлөмдү кайтарууну талап кылам.")
    await person.press("request.continue")
    await person.seesTitle("request.sign.title")
    const signing = person.page.url()
    await sweep(person, [signing])
    await person.open(signing)
    const claim = await signed(person)
    await person.open("/cabinet/requests/new/complaint")
    await person.type("ask.words.complaint", "Күн сайын чалып жатышат.")
    await person.press("request.continue")
    await person.seesTitle("ask.send.title")
    await sweep(person, [person.page.url(), claim, `${claim}/cancel`, "/cabinet/requests"])
  })

  test("a restriction that holds, and a loan denied that waits for proof", async ({ person, signUpAs }) => {
    await signUpAs("owing")
    await person.open("/cabinet/requests/new/restriction")
    await person.main.locator('input[value="income"]').check()
    await person.press("request.continue")
    const restriction = await signed(person)
    await person.waitsFor(restriction, "request.lift.link")
    await person.open("/cabinet/requests/new/identity_fraud")
    await person.press("request.continue")
    const denied = await signed(person)
    await sweep(person, [restriction, `${restriction}/lift`, denied])
  })

  test("the cabinet of somebody whose number a client gave", async ({ person }) => {
    const phone = `+99670${randomInt(1_000_000, 9_999_999)}`
    await lender(
      "insert into core.contact_persons (customer_id, full_name, relation, phone, added_at) values (3, 'Сынакова Айгүл', 'relative', $1, now())",
      [phone],
    )
    const since = new Date()
    await person.open("/contact")
    await person.type("contact.phone", phone)
    await person.press("contact.submit")
    await person.type("contact.code.code", await codeSentTo(phone, since))
    await person.press("contact.code.submit", { exact: true })
    await person.seesTitle("contact.number.title")
    await person.open("/cabinet/requests/new")
    const forms = await linksOf(person, "/cabinet/requests/new/")
    await sweep(person, ["/cabinet/number", "/cabinet/requests", "/cabinet/requests/new", ...forms])
  })

  test("the cabinet while acting for somebody", async ({ person, other, officer, signUpAs }) => {
    const { phone } = await signUpAs("repaid")
    await fillMandate(officer, await findSubject(officer, phone), borrower.signIn)
    await officer.main.locator('input[type="file"]').setInputFiles(scan)
    await officer.press("mandates.new.submit")
    await officer.sees("mandates.done.registered")
    const mandates = new URL(officer.page.url()).pathname
    await sweep(officer, [mandates])
    await sweep(person, ["/cabinet/representatives"])
    await signIn(other, borrower.signIn, borrower.password)
    await other.seesTitle("cabinet.title")
    await other.open("/cabinet/acting")
    // Whoever holds several chooses the first: each sweep of these pages leaves one.
    await other.main
      .getByRole("button", { name: other.say("mandates.acting.act") })
      .first()
      .click()
    await other.seesTitle("cabinet.title")
    const pages = ["", "/data", "/acting", "/representatives", "/account", "/requests/new", "/views"]
    await sweep(
      other,
      pages.map((page) => `/cabinet${page}`),
    )
    await other.open("/cabinet/acting")
    await other.press("mandates.acting.own")
  })
})
