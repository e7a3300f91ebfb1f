import { numberAt } from "../desk"
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

  await officer.press("case.act.take", { exact: true })
  await officer.follow("case.act.reply", { exact: true })
  await officer.type("case.form.words", "Аукцион бүткөндөн кийин кайтарылат.")
  await officer.press("case.form.check")
  await officer.press("case.form.send.reply")
  await officer.sees("case.done.replied")

  await person.open(`/cabinet/requests/${number}`)
  await expect(person.main).toContainText("Күрөөм качан кайтарылат?")
  await expect(person.main).toContainText("Аукцион бүткөндөн кийин кайтарылат.")
})
