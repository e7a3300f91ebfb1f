import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { formatLongDate } from "@/lib/format/date"
import { home, portal } from "./deployment"
import { expect, test } from "./test"

const AT = "/admin/policy/policy"
const DAY = 24 * 60 * 60 * 1000

const restore = () =>
  execFileSync(
    process.execPath,
    ["bin/run.js", "bin/ukuk.ts", "policy", "publish", "policies/somo", "--reason", "The story is over"],
    { env: { ...process.env, UKUK_HOME: home(), UKUK_DEMO: "1" } },
  )

/** The lender's file, as a member of staff sends it: with a fault, or with one clause told otherwise. */
const file = (replaced: string, by: string) => ({
  name: "policy.yaml",
  mimeType: "application/yaml",
  buffer: Buffer.from(readFileSync("policies/somo/policy.yaml", "utf8").replace(replaced, by)),
})

test("an edition goes from draft to approval to announcement, people read what changes, and from its day on it is in force", async ({
  administrator,
  approver,
  person,
}) => {
  test.setTimeout(180_000)
  const day = new Date(Date.now() + 3 * DAY).toISOString().slice(0, 10)
  const [year = "", month = "", date = ""] = day.split("-")
  await administrator.open("/admin/policy")
  await administrator.goTo(AT)
  await administrator.page.locator("input[type=file]").setInputFiles(file("code: somo\n", "code: So Mo\n"))
  await administrator.press("drafts.act.save")
  await administrator.sees("drafts.standing.faulty")
  await expect(administrator.main).toContainText('"code" must be a code in snake_case')
  await administrator.page
    .locator("input[type=file]")
    .setInputFiles(file('closingHour: "18:00"', 'closingHour: "19:30"'))
  await administrator.press("drafts.act.save")
  await administrator.sees("drafts.done.saved")
  await expect(administrator.main).toContainText("19:30")
  await administrator.press("drafts.act.propose")
  await administrator.isRefused("errors.required")
  await administrator.type("drafts.propose.body", "Директорлор кеңеши")
  await administrator.type("drafts.propose.number", "17-П")
  const boxes = (name: string) =>
    ["day", "month", "year"].map((part) => administrator.page.locator(`[name="${name}.${part}"]`))
  const fill = async (name: string, values: string[]) => {
    for (const [at, box] of boxes(name).entries()) await box.fill(values[at] ?? "")
  }
  await fill("actOn", ["1", "10", "2026"])
  await fill("effective", [date, month, year])
  await administrator.press("drafts.act.propose")
  await administrator.isRefused("errors.edition_reason", { min: 10 })
  await expect(administrator.page.locator("[name=number]")).toHaveValue("17-П")
  await administrator.page.locator("[name=reason]").fill("Жумуш убактысы узартылды")
  await administrator.press("drafts.act.propose")
  await administrator.sees("drafts.done.proposed")

  await approver.open(AT)
  await approver.sees("drafts.standing.proposed")
  await expect(approver.main).toContainText("17-П")
  await approver.press("drafts.act.approve")
  await approver.sees("drafts.done.approved")
  const [edition] = await portal<{ number: number }>("select max(number) as number from policy_editions")
  const number = String(edition?.number)

  const from = formatLongDate(day, person.language)
  await person.open("/policy")
  await person.sees("policy.announced.title", { number, date: from })
  await person.follow("policy.announced.read")
  await person.sees("policy.leave")
  await expect(person.main).toContainText("19:30")
  await expect(person.main).toContainText("17-П")
  await administrator.open("/admin/policy")
  await administrator.follow("policy-admin.log")
  await administrator.sees("runs.counts.people")

  await portal("update policy_editions set effective_at = now() where number = $1", [edition?.number])
  await person.open(`/policy/${number}`)
  await expect(person.main.getByText(person.say("policy.leave"))).toHaveCount(0)
  await person.open(`/policy/${Number(number) - 1}`)
  await person.sees("policy.older", { number })
  restore()
})
