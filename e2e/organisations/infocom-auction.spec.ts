import { addDays, dayIn } from "@/lib/deadlines/day"
import { axeFindings } from "../axe"
import { approve, numberAt, reply } from "../desk"
import { scan, typeDate } from "../mandates"
import { signInAs, storiesOf } from "../organisation"
import { expect } from "../test"

const folder = "policies/infocom-auction"
const test = storiesOf(folder)

test("the auction's staff write down a question asked by phone, and the bidder reads the answer", async ({
  person,
  officer,
}) => {
  test.setTimeout(180_000)
  const phone = await signInAs(person, folder, "bidder")
  await officer.open("/admin/requests/new")
  await officer.type("register.person", phone)
  await officer.press("people.search")
  await officer.main.locator('a[href$="right=question"]').click()
  await officer.field("case.channel.phone").check()
  await officer.type("register.time", "00:01")
  await officer.press("register.submit", { exact: true })
  await officer.isRefused("errors.required")
  await officer.type("register.words", "Күрөөм качан кайтарылат?")
  await officer.press("register.submit", { exact: true })
  await officer.sees("case.done.registered")
  const number = numberAt(officer)

  await reply(officer, number, "Аукцион бүткөндөн кийин кайтарылат.")

  await person.open(`/cabinet/requests/${number}`)
  await expect(person.main).toContainText("Күрөөм качан кайтарылат?")
  await expect(person.main).toContainText("Аукцион бүткөндөн кийин кайтарылат.")
})

test("a court asks in writing: two people answer, and the buyer sees what went", async ({
  person,
  officer,
  approver,
}) => {
  test.setTimeout(240_000)
  const phone = await signInAs(person, folder, "buyer")
  await officer.open("/admin/requests/new")
  await officer.type("register.person", phone)
  await officer.press("people.search")
  // The search page has the same link, about nobody; the person's own comes with the answer.
  await officer.main.locator('a[href*="/authority?person="]').click()
  await officer.seesTitle("authority.new.title")
  await officer.type("authority.new.body", "Үлгү соту")
  await officer.press("register.submit", { exact: true })
  await officer.isRefused("errors.scan_needed")
  await expect(officer.field("authority.new.body")).toHaveValue("Үлгү соту")
  expect(await axeFindings(officer.page)).toEqual([])

  await officer.type("authority.new.number", "17-4/2231")
  await typeDate(officer, "date", dayIn(new Date(), "Asia/Bishkek"))
  await officer.type("register.time", "00:01")
  await officer.page.locator('input[name="choice[]"][value="mobile_phone"]').check()
  await officer.field("register.scan").setInputFiles(scan)
  await officer.press("register.submit", { exact: true })
  await officer.sees("case.done.registered")
  const number = numberAt(officer)
  expect(await axeFindings(officer.page)).toEqual([])

  await officer.press("case.act.take", { exact: true })
  await officer.follow("authority.give.title")
  await officer.press("authority.give.submit")
  await officer.isRefused("errors.required")
  await officer.type("authority.give.purpose", "17-4 иши")
  await officer.press("authority.give.submit")
  await officer.sees("case.done.proposed")
  await expect(officer.main).toContainText("17-4/2231")
  await approve(approver, number, "case.proposal.toBody")
  await approver.open("/admin/disclosures")
  await expect(approver.main).toContainText(number)
  expect(await axeFindings(approver.page)).toEqual([])

  await person.open(`/cabinet/requests/${number}`)
  await person.sees("authority.mine.asked")
  await person.open("/cabinet/disclosures")
  await expect(person.main).toContainText("Үлгү соту")
})

test("what went to a court under secrecy the auditor sees and the buyer does not, until its ground ends", async ({
  person,
  officer,
  auditor,
}) => {
  test.setTimeout(240_000)
  const phone = await signInAs(person, folder, "buyer")
  await officer.open("/admin/people")
  await officer.type("people.query", phone)
  await officer.press("people.search")
  const found = officer.main.locator('a[href^="/admin/people/"]:not([href$="/unknown"])').first()
  const href = await found.getAttribute("href")
  await officer.open(`${href}/disclosures/new`)
  await officer.seesTitle("disclosures.enter.title")
  await officer.page.locator('input[name="whom"][value="named"]').check()
  const body = `Жашыруун сот ${Date.now()}`
  await officer.page.locator('[name="named"]').fill(body)
  await officer.page.locator('input[name="categories[]"][value="mobile_phone"]').check()
  const today = dayIn(new Date(), "Asia/Bishkek")
  await typeDate(officer, "day", today)
  await officer.page.locator('input[name="secrecy"][value="SECRECY_BY_LAW"]').check()
  await officer.press("disclosures.enter.submit", { exact: true })
  await officer.isRefused("errors.scan_needed")
  expect(await axeFindings(officer.page)).toEqual([])
  await officer.page.locator('[name="number"]').fill("17-9/5")
  await typeDate(officer, "date", today)
  await typeDate(officer, "review", addDays(today, 30))
  await officer.page.locator('[name="evidence"]').setInputFiles(scan)
  await officer.press("disclosures.enter.submit", { exact: true })
  await officer.sees("disclosures.enter.done")

  await person.open("/cabinet/disclosures")
  await expect(person.main).not.toContainText(body)
  await auditor.open("/admin/disclosures")
  await expect(auditor.main).toContainText(body)
  expect(await axeFindings(auditor.page)).toEqual([])

  await officer.open("/admin/disclosures")
  await officer.main
    .getByRole("link", { name: officer.say("disclosures.outside") })
    .first()
    .click()
  await officer.seesTitle("disclosures.list.review")
  await officer.page.locator('input[name="keep"][value="no"]').check()
  await officer.press("authority.body.save", { exact: true })
  await officer.sees("disclosures.done.reviewed")

  await person.open("/cabinet/disclosures")
  await expect(person.main).toContainText(body)
  await expect(person.main).toContainText("17-9/5")
  expect(await axeFindings(person.page)).toEqual([])
})
