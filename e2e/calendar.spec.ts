import { formatLongDate } from "@/lib/format/date"
import { expect, test } from "./test"

const AT = "/admin/calendar"

test.describe("the working calendar @nojs", () => {
  test.setTimeout(180_000)

  test("the administrator adds a day off, is stopped at one named twice without losing a word, sees due dates move, and an approver publishes", async ({
    administrator,
    approver,
    officer,
  }, { project }) => {
    // Both projects write into one calendar.
    const day = project.name === "without script" ? "18" : "17"
    await administrator.open("/admin")
    await administrator.sees("calendar.warning.title")
    await administrator.open(`${AT}?year=2027`)
    await administrator.follow("calendar.act.day")
    await administrator.type("common.date.day", "9")
    await administrator.type("common.date.month", "5")
    await administrator.field("calendar.kinds.lunar").check()
    for (const language of ["Кыргызча", "Русский", "English"])
      await administrator.page.getByLabel(language).fill("Курман айт")
    await administrator.type("calendar.source", "Эмгек министрлиги, 2027")
    await administrator.press("calendar.act.day", { exact: true })
    await administrator.isRefused("errors.day_named_already")
    await expect(administrator.page.getByLabel("Русский")).toHaveValue("Курман айт")
    await expect(administrator.field("calendar.kinds.lunar")).toBeChecked()
    await administrator.type("common.date.day", day)
    await administrator.press("calendar.act.day", { exact: true })
    await administrator.sees("calendar.done.day")
    await administrator.sees("calendar.sample.title")
    await expect(administrator.main).toContainText(formatLongDate(`2027-05-${day}`, administrator.language))
    await administrator.press("calendar.act.propose", { exact: true })
    await administrator.isRefused("errors.calendar_reason", { min: 10 })
    await administrator.type("calendar.draft.reason", "Министрликтин жарыясы, 2027-жылдын 3-майы")
    await administrator.press("calendar.act.propose", { exact: true })
    await administrator.sees("calendar.done.proposed")
    await expect(
      administrator.main.getByRole("button", { name: administrator.say("calendar.act.publish") }),
    ).toHaveCount(0)

    await approver.open(AT)
    await expect(approver.main).toContainText("Министрликтин жарыясы")
    await approver.press("calendar.act.publish", { exact: true })
    await approver.sees("calendar.done.published")

    await officer.open(`${AT}?year=2027`)
    await expect(officer.main).toContainText(`${day}.05.2027`)
    await expect(officer.main.getByRole("button")).toHaveCount(0)
    await officer.open(`${AT}/day?year=2027`)
    await expect(officer.main.getByRole("button")).toHaveCount(0)
  })
})
