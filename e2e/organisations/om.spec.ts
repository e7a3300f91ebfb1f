import { query } from "../deployment"
import { approve, decide, reply } from "../desk"
import { signInAs, storiesOf } from "../organisation"
import { sent, sign } from "../sending"
import { expect } from "../test"

const folder = "policies/om"
const test = storiesOf(folder)

const member = async (n: number, columns: string) => {
  const [row] = await query("om", `select ${columns} from club.members where user_no = $1`, [n])
  return row ?? {}
}

test("a person reviews what a program decided, and says so by name", async ({ person, officer }) => {
  test.setTimeout(180_000)
  await signInAs(person, folder, "participant 3")
  // The organisation's own colour, which the page's security policy lets in.
  const accent = () => getComputedStyle(document.documentElement).getPropertyValue("--spruce")
  expect(await person.page.evaluate(accent)).toBe("#1b4b72")
  await person.open("/cabinet/requests/new/automated_review")
  await person.type("ask.words.automated_review", "Медициналык кагазым жарактуу болчу.")
  await person.press("request.continue")
  await person.isRefused("errors.choose_one")
  await person.main.locator('input[type="checkbox"]').first().check()
  await person.press("request.continue")
  await person.press("ask.send.submit")
  const number = await sent(person)

  await reply(officer, number, "Чечим жокко чыгарылды.", "upheld")
  await person.open(`/cabinet/requests/${number}`)
  await expect(person.main).toContainText("Чечим жокко чыгарылды.")
})

test("a person takes their data along as one archive, which is theirs alone to save", async ({
  person,
  other,
}) => {
  test.setTimeout(180_000)
  await signInAs(person, folder, "participant 3")
  await person.open("/cabinet/requests/new/portability")
  await person.press("request.continue")
  await person.isRefused("errors.choose_one")
  await person.main.locator('input[value="all"]').check()
  await person.press("request.continue")
  await sign(person, "demo-user-3")
  const number = await sent(person)
  await person.waitsFor(`/cabinet/requests/${number}`, "copies.package.prove")
  await person.follow("copies.package.prove")
  await person.type("data.reveal.password", "demo-user-3")
  await person.press("data.reveal.submit", { exact: true })
  const link = person.main.locator('a[href^="/api/packages/"]')
  const address = (await link.getAttribute("href")) ?? ""
  const saved = await person.page.request.get(address)
  expect([...(await saved.body()).subarray(0, 4)]).toEqual([0x50, 0x4b, 0x03, 0x04])
  expect(saved.headers()["cache-control"]).toBe("no-store")

  await signInAs(other, folder, "participant 2")
  expect((await other.page.request.get(address)).status()).toBe(404)
})

test("a person is told which of their data the service needs and which is theirs to leave out", async ({
  person,
}) => {
  await signInAs(person, folder, "participant 3")
  await person.open("/cabinet/data/birth_date")
  await person.sees("data.why.given.mandatory")
  await person.open("/cabinet/data/city")
  await person.sees("data.why.given.optional")
})

test("a child's data is hidden at once and erased the day an officer knows the age; an approver looks at it afterwards", async ({
  person,
  officer,
  approver,
}) => {
  test.setTimeout(240_000)
  await signInAs(person, folder, "participant 4")
  await person.open("/cabinet/requests/new/child_data")
  await person.sees("ask.effect.consequences")
  await person.press("ask.send.submit")
  const number = await sent(person)
  await expect.poll(() => member(4, "cardinality(lock_scope) > 0 as locked")).toEqual({ locked: true })

  await officer.open(`/admin/requests/${number}`)
  await officer.press("case.act.take", { exact: true })
  await officer.follow("case.act.decide", { exact: true })
  await officer.press("case.form.check")
  await officer.isRefused("errors.established_how")
  await officer.type("case.form.established", "Туулгандыгы жөнүндө күбөлүк көрсөтүлдү.")
  await officer.press("case.form.check")
  await officer.press("case.form.send.decide")
  await officer.sees("case.done.decided")
  await expect.poll(() => member(4, "surname, mobile")).toEqual({ surname: null, mobile: null })

  await approver.open("/admin?view=review")
  await approver.main.getByRole("link", { name: number }).click()
  await approver.press("case.review.submit")
  await approver.isRefused("errors.required")
  await approver.type("case.review.finding", "Документ текшерилди, чечим туура.")
  await approver.press("case.review.submit")
  await expect(approver.field("case.review.finding")).toHaveCount(0)
})

test("what is kept beyond its time is found, agreed to by two, erased, and each person has a certificate", async ({
  person,
  officer,
  approver,
}) => {
  test.setTimeout(240_000)
  const phone = await signInAs(person, folder, "participant 3")
  const [member] = await query<{ uid: string }>(
    "om",
    "select user_no as uid from club.members where mobile = $1",
    [phone],
  )
  const uid = member?.uid
  await query(
    "om",
    "insert into web.actions (visit_id, uid, done_at, action, object) select visit_id, uid, now() - interval '2 years', action, object from web.actions where uid = $1 limit 1",
    [uid],
  )
  const beyond = async () => {
    const sql =
      "select count(*)::int as n, count(*) filter (where done_at < now() - interval '366 days')::int as old"
    const [row] = await query<{ n: number; old: number }>("om", `${sql} from web.actions where uid = $1`, [
      uid,
    ])
    return row ?? { n: 0, old: 0 }
  }
  const before = await beyond()
  expect(before.old).toBe(1)

  await officer.open("/admin/retention")
  for (const box of await officer.main.locator('input[name="rules[]"]').all()) await box.uncheck()
  await officer.press("retention.start.submit")
  await officer.isRefused("errors.choose_one")
  await officer.main.locator('input[value="action_logs"]').check()
  await officer.press("retention.start.submit")
  await officer.sees("retention.done.started")
  const sweep = new URL(officer.page.url()).pathname
  await officer.waitsFor(sweep, "retention.state.found")
  await officer.press("retention.propose.submit")
  await officer.isRefused("errors.words_short", { min: 10 })
  await officer.type("retention.propose.reason", "Бир жылдан эски жазуулар каралды")
  await officer.press("retention.propose.submit")
  await officer.sees("retention.done.proposed")
  await approver.open(sweep)
  await expect(approver.main).toContainText("Бир жылдан эски жазуулар каралды")
  await approver.press("retention.approve.submit")
  await approver.sees("retention.done.approved")
  await officer.waitsFor(sweep, "retention.state.carried")

  await expect(async () => expect((await beyond()).old).toBe(0)).toPass({ timeout: 60_000 })
  expect((await beyond()).n).toBe(before.n - 1)
  await person.open("/cabinet/requests")
  await person.main.locator('a[href^="/cabinet/requests/2"]').first().click()
  const own = new URL(person.page.url()).pathname
  await person.waitsFor(own, "request.letters.kind.certificate")
  await expect(person.main.locator('a[href$="/cancel"]')).toHaveCount(0)
  await person.follow("request.letters.kind.certificate")
  await expect(person.main.getByRole("article")).toContainText("сиз сураган эмессиз")
})

test("the mark that only people decide is set, and deleting the account takes every consent back but leaves the letters", async ({
  person,
  officer,
  approver,
}) => {
  test.setTimeout(240_000)
  await signInAs(person, folder, "participant 3")
  await person.open("/cabinet/requests/new/human_only")
  await person.press("ask.send.submit")
  await decide(officer, await sent(person), "decide")
  await expect.poll(() => member(3, "manual_only")).toEqual({ manual_only: true })

  await person.open("/cabinet/requests/new/account_deletion")
  await person.sees("ask.effect.account")
  await person.press("request.continue")
  await sign(person, "not my password")
  await person.isRefused("errors.wrong_password")
  await sign(person, "demo-user-3")
  const number = await sent(person)
  await decide(officer, number, "propose")
  await approve(approver, number)
  await expect
    .poll(() => member(3, "closed_at is not null as closed, city"))
    .toEqual({ closed: true, city: null })

  await person.open("/cabinet/data")
  await person.seesTitle("mandates.notOpen.title")
  await person.open(`/cabinet/requests/${number}`)
  await expect(person.main.locator('a[href*="/letters/"]').first()).toBeVisible()
})
