import { expect } from "@playwright/test"
import type { Person } from "./person"

/**
 * The officer takes a request up, reads the letter that their decision makes, and sends it. `atForm` may look at the
 * form of the decision at its address first.
 */
export async function decide(
  officer: Person,
  number: string,
  how: "decide" | "propose",
  atForm?: (address: string) => Promise<void>,
): Promise<void> {
  await officer.open(`/admin/requests/${number}`)
  await officer.press("case.act.take", { exact: true })
  await officer.sees("case.done.taken")
  await officer.follow(`case.act.${how}`, { exact: true })
  await officer.seesTitle(`case.form.${how}`)
  if (atForm) {
    const address = officer.page.url()
    await atForm(address)
    await officer.open(address)
  }
  await officer.press("case.form.check")
  await expect(officer.main.getByRole("heading", { name: officer.say("case.form.checkTitle") })).toBeVisible()
  await officer.press(`case.form.send.${how}`)
  await officer.sees(how === "decide" ? "case.done.decided" : "case.done.proposed")
}

/** The approver reads what is proposed, under the heading of its letter, and approves it; its author cannot. */
export async function approve(
  approver: Person,
  number: string,
  letter = "case.proposal.letter",
): Promise<void> {
  await approver.open(`/admin/requests/${number}`)
  await approver.sees(letter)
  await approver.press("case.act.approve", { exact: true })
  await approver.sees("case.done.approved")
}

/** The number of the request whose page is open. */
export function numberAt({ page }: Person): string {
  const [, number = ""] = /\/requests\/(\d{4}-\d{6})/.exec(page.url()) ?? []
  return number
}
