import { statedTexts } from "@/lib/letters/texts/stated"
import { messageTo, query } from "../deployment"
import { approve, decide, reply } from "../desk"
import { signInAs, storiesOf } from "../organisation"
import { sent, sign } from "../sending"
import { linksOf, sweep } from "../sweep"
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

test("delivery sheets on paper are destroyed by the courier's archive, which says so by its link alone", async ({
  person,
  officer,
  approver,
  other,
}) => {
  test.setTimeout(240_000)
  const since = new Date()
  await signInAs(person, folder, "former customer")
  await person.open("/cabinet/requests/new/erasure")
  await person.main.locator('input[value="delivery"]').check()
  await person.press("request.continue")
  await sign(person, "demo-user-4")
  const number = await sent(person)
  await decide(officer, number, "propose")
  await approve(approver, number)
  await person.waitsFor(`/cabinet/requests/${number}`, "tasks.mine.title")
  await officer.open("/admin/tasks")
  const row = officer.main.getByRole("row", { name: number })
  await expect(row).toContainText(officer.say("tasks.state.waiting"))
  const [task = ""] = await linksOf(officer, "/admin/tasks/")
  await sweep(officer, ["/admin/tasks", task])

  const mail = await messageTo("sheets@courier.demo.example", since, number)
  const [link = ""] = /\/tasks\/\S+/.exec(mail) ?? []
  expect(await other.open(`${link}x`)).toBe(404)
  await other.open(link)
  await other.seesTitle("tasks.title")
  await sweep(other, [link])
  await other.open(link)
  await expect(other.main).toContainText("+996555500004")
  await other.press("tasks.submit")
  await other.isRefused("errors.choose_one")
  await other.type("tasks.by", "Архивчи Үлгүбаев")
  await other.field("tasks.choice.exception").check()
  await other.sees("tasks.groundHint")
  await other.press("tasks.submit")
  await other.isRefused("errors.required")
  await other.field("tasks.choice.done").check()
  await expect(other.main.getByText(other.say("tasks.groundHint"))).toBeHidden()
  await other.type("tasks.count", "2")
  await other.press("tasks.submit")
  await other.sees("tasks.answered.kept")

  await person.waitsFor(`/cabinet/requests/${number}`, "request.letters.kind.certificate")
  await person.follow("request.letters.kind.certificate")
  await expect(person.main.getByRole("article")).toContainText(statedTexts[person.language].title)
  await officer.open(task)
  await expect(officer.main).toContainText("Архивчи Үлгүбаев")
})
