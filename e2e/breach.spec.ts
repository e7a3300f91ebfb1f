import { addDays, dayIn } from "@/lib/deadlines/day"
import { formatCount } from "@/lib/format/number"
import { lender, portal } from "./deployment"
import { typeDate } from "./mandates"
import { sweep } from "./sweep"
import { expect, test } from "./test"

const PEOPLE = 500
const AT = "/admin/breaches"

test.describe("a breach", () => {
  test.setTimeout(400_000)

  test("of 500 people: recorded, found by a question to the source, released by another, told to each, exported", async ({
    person,
    officer,
    approver,
    signUpAs,
  }) => {
    const { id } = await signUpAs("owing")
    const others = await lender<{ id: string }>(
      `select customer_id::text as id from core.customers
       where customer_id::text <> $1 and (mobile_phone is not null or email is not null) order by customer_id desc limit $2`,
      [id, PEOPLE - 1],
    )
    const today = dayIn(new Date(), "Asia/Bishkek")

    await officer.open(AT)
    await officer.follow("breaches.new")
    await officer.seesTitle("breaches.form.title")
    await officer.main.locator('input[name="type"][value="copying"]').check()
    await typeDate(officer, "happenedFrom", addDays(today, -1))
    await typeDate(officer, "foundOn", addDays(today, -2))
    await officer.type("breaches.form.what", "Кардарлардын тизмеси көчүрүлгөн.")
    await officer.type("breaches.form.how", "Журналды текшерүүдө табылды.")
    await officer.type("breaches.form.measures", "Кирүү укугу жабылды.")
    await officer.main.locator('input[name="sources[]"][value="lender"]').check()
    await officer.main.locator('input[name="categories[]"][value="mobile_phone"]').check()
    await officer.main
      .locator('textarea[name="keys"]')
      .fill([id, ...others.map((each) => each.id)].join("\n"))
    await officer.press("breaches.form.submit", { exact: true })
    await officer.isRefused("errors.found_before")
    await expect(officer.main.locator('textarea[name="what"]')).toHaveValue(
      "Кардарлардын тизмеси көчүрүлгөн.",
    )
    await expect(officer.main.locator('input[name="type"][value="copying"]')).toBeChecked()
    await typeDate(officer, "foundOn", today)
    await officer.press("breaches.form.submit", { exact: true })
    await officer.sees("breaches.done.recorded")
    const address = new URL(officer.page.url()).pathname

    await officer.press("breaches.act.count", { exact: true })
    await officer.sees("breaches.done.counted")
    await expect(officer.main).toContainText(formatCount(PEOPLE, officer.language))
    await sweep(officer, [AT, `${AT}/new`, address, `${address}/change`])
    await officer.open(address)
    await officer.press("breaches.act.putForward", { exact: true })
    await officer.sees("breaches.state.ready")

    await approver.open(address)
    await approver.press("breaches.act.sendBack", { exact: true })
    await approver.isRefused("errors.words_short", { min: 10 })
    await sweep(approver, [address])
    await approver.open(address)
    await approver.press("breaches.act.release", { exact: true })
    await approver.sees("breaches.done.released")
    const [run] = await portal<{ id: string }>("select run_id as id from breaches where number = $1", [
      address.split("/").at(-1),
    ])
    const notices = `/admin/notices/${run?.id}`
    await officer.waitsFor(notices, "runs.state.done", 120_000)
    const told = await portal<{ n: number; state: string }>(
      "select count(*)::int as n, state from run_people where run_id = $1 group by state order by state",
      [run?.id],
    )
    expect(told.reduce((sum, { n }) => sum + n, 0)).toBe(PEOPLE)
    expect(told.map(({ state }) => state)).toEqual(["sent"])
    await sweep(officer, ["/admin/notices", notices])

    await person.open("/cabinet")
    await person.goTo(`/cabinet/breaches/${address.split("/").at(-1)}`)
    await person.seesTitle("breaches.mine.short")
    await sweep(person, ["/cabinet", "/cabinet/breaches", new URL(person.page.url()).pathname])

    await officer.open(address)
    const links = await officer.main
      .locator('a[href^="/api/staff/breaches/"]')
      .evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? ""))
    const file = async (as: string) => {
      const href = links.find((each) => each.includes(`as=${as}`)) ?? ""
      const answer = await officer.page.request.get(href)
      expect(answer.status()).toBe(200)
      return answer.body()
    }
    expect((await file("pdf")).subarray(0, 5).toString()).toBe("%PDF-")
    expect(JSON.parse((await file("json")).toString())).toMatchObject({
      people: { bySource: { lender: PEOPLE } },
      notices: { people: PEOPLE },
      found: { on: today },
    })
  })
})
