import { approve, decide, numberAt } from "./desk"
import { findSubject, scan, typeDate } from "./mandates"
import { ask, sent, sign } from "./sending"
import { linksOf, sweep } from "./sweep"
import { expect, test } from "./test"

test.describe("every page of the desk, in three languages, at 360 and 1280 px", () => {
  test.setTimeout(500_000)

  test("a request from signing to its letters, and the desk beside it", async ({
    person,
    officer,
    approver,
    signUpAs,
  }) => {
    await signUpAs("repaid")
    await person.open("/cabinet/requests/new/erasure?category=contact_persons")
    await person.main.locator('input[value="payments"]').check()
    await person.press("request.continue")
    await person.seesTitle("request.sign.title")
    const signing = person.page.url()
    await sweep(person, [signing])
    await person.open(signing)
    await sign(person)
    const number = await sent(person)
    await sweep(person, [person.page.url(), `/cabinet/requests/${number}/cancel`])

    const request = `/admin/requests/${number}`
    const lists = ["", "?view=new", "/people", "/sources", "/policy", "/calendar", "/disclosures"]
    await sweep(officer, [
      ...lists.map((list) => `/admin${list}`),
      "/admin/account",
      "/admin/account/password",
      "/admin/account/codes",
      "/admin/account/passkeys",
      "/admin/account/recovery",
      "/admin/barred",
      request,
    ])
    await decide(officer, number, "propose", (page) => sweep(officer, [page, `${request}/refuse`]))
    await sweep(approver, [request])
    await approve(approver, number)

    await person.waitsFor(`/cabinet/requests/${number}`, "request.plan.erase.done")
    const letter = person.main.locator(`a[href^="/cabinet/requests/${number}/letters/"]`).last()
    await sweep(person, [`/cabinet/requests/${number}`, (await letter.getAttribute("href")) ?? ""])
  })

  test("a person's pages, before and after a reason is given", async ({ person, officer, signUpAs }) => {
    const { phone } = await signUpAs("repaid")
    const number = await ask(person, "question", "Маалыматым кимге берилди?")
    await officer.open("/admin/people")
    await officer.type("people.query", phone)
    await officer.press("people.search")
    const found = officer.main.locator('a[href^="/admin/people/"]:not([href$="/unknown"])')
    await expect(found).toHaveCount(1)
    const personal = (await found.getAttribute("href")) ?? ""
    const about = ["", "/mandates", "/mandates/new", "/holds/new", "/access", "/claim"]
    await sweep(officer, [
      officer.page.url(),
      "/admin/people/unknown",
      "/admin/people/unknown?nobody=1",
      ...about.map((page) => personal + page),
    ])
    await officer.open(personal)
    await officer.type("people.ask.request", number)
    await officer.main.getByRole("checkbox").first().check()
    await officer.press("people.ask.submit")
    await officer.sees("people.person.requests")
    const viewed = officer.page.url()
    await sweep(officer, [viewed, viewed.replace("?", "/holds?"), viewed.replace("?", "/mandates?")])
    await officer.open(`/admin/requests/${number}`)
    await officer.press("case.act.take", { exact: true })
    await officer.sees("case.done.taken")
    await sweep(officer, [`/admin/requests/${number}`, `/admin/requests/${number}/reply`])
  })

  test("registering every right for somebody", async ({ officer, signUpAs }) => {
    const { phone } = await signUpAs("owing")
    const entry = `/admin/requests/new?person=${await findSubject(officer, phone)}`
    const forms = await linksOf(officer, `${entry}&right=`)
    expect(forms.length).toBeGreaterThanOrEqual(14)
    await sweep(officer, ["/admin/requests/new", entry, ...forms])
  })

  test("a state body's request, and a loan denied that waits for proof", async ({
    person,
    officer,
    signUpAs,
  }) => {
    const { phone } = await signUpAs("owing")
    const about = `/admin/requests/new/authority?person=${await findSubject(officer, phone)}`
    await sweep(officer, ["/admin/requests/new/authority", about])
    await officer.open(about)
    await officer.type("authority.new.body", "Сыноо соту")
    await officer.type("authority.new.number", "14/2026")
    await typeDate(officer, "date", "2026-02-02")
    await officer.main.locator('input[type="file"]').setInputFiles(scan)
    await officer.type("register.time", "00:01")
    await officer.main.locator('input[value="name"]').check()
    await officer.press("register.submit", { exact: true })
    await officer.sees("case.done.registered")
    const request = `/admin/requests/${numberAt(officer)}`
    await officer.press("case.act.take", { exact: true })
    await officer.sees("case.done.taken")
    await sweep(officer, [request, `${request}/disclose`])
    await sweep(person, [request.replace("/admin", "/cabinet")])

    await person.open("/cabinet/requests/new/identity_fraud")
    await person.press("request.continue")
    await person.seesTitle("request.sign.title")
    await sign(person)
    await sweep(officer, [`/admin/requests/${await sent(person)}`])
  })

  test("the staff and the calendar, for whoever answers for them", async ({ administrator }) => {
    await administrator.open("/admin/staff")
    const [colleague = ""] = await linksOf(administrator, "/admin/staff/")
    const calendar = ["", "/day", "/confirm", "/year", "/week"].map((act) => `/admin/calendar${act}`)
    const trainings = ["/admin/trainings", "/admin/trainings/new"]
    await sweep(administrator, [
      "/admin",
      "/admin/staff",
      "/admin/staff/networks",
      colleague,
      "/admin/account",
      "/admin/account/password",
      "/admin/register",
    ])
    await sweep(administrator, [...trainings, ...calendar])
  })
})
