import { expect } from "@playwright/test"
import type { Person } from "./person"

/** The officer takes a request up and opens the form of that decision on it. */
export async function takeUp(
  officer: Person,
  number: string,
  how: "decide" | "propose" | "reply",
): Promise<void> {
  await officer.open(`/admin/requests/${number}`)
  await officer.press("case.act.take", { exact: true })
  await officer.sees("case.done.taken")
  await officer.follow(`case.act.${how}`, { exact: true })
  await officer.seesTitle(`case.form.${how}`)
}

/** The letter that the filled form makes is shown before it is sent. */
export async function readLetter(officer: Person): Promise<void> {
  await officer.press("case.form.check")
  await expect(officer.main.getByRole("heading", { name: officer.say("case.form.checkTitle") })).toBeVisible()
}

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
  await takeUp(officer, number, how)
  if (atForm) {
    const address = officer.page.url()
    await atForm(address)
    await officer.open(address)
  }
  await readLetter(officer)
  await officer.press(`case.form.send.${how}`)
  await officer.sees(how === "decide" ? "case.done.decided" : "case.done.proposed")
}

/** The officer takes a request up and answers it in words: with the outcome, where its right has outcomes. */
export async function reply(
  officer: Person,
  number: string,
  words: string,
  outcome?: "upheld",
): Promise<void> {
  await takeUp(officer, number, "reply")
  if (outcome) await officer.field(`case.form.outcomes.${outcome}`).check()
  await officer.type("case.form.words", words)
  await readLetter(officer)
  await officer.press("case.form.send.reply")
  await officer.sees("case.done.replied")
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
