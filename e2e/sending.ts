import { numberAt } from "./desk"
import type { Person } from "./person"
import { PASSWORD } from "./test"

/** The person types a password and sends what the page before them asks for. */
export async function sign(person: Person, password = PASSWORD): Promise<void> {
  await person.type("request.sign.password", password)
  await person.press("request.sign.send")
}

/** What was asked has gone; returns the number of the request, whose page is open. */
export async function sent(person: Person): Promise<string> {
  await person.sees("request.sent.title")
  return numberAt(person)
}

/** Asks something in words where one button sends it; returns the number of the request. */
export async function ask(person: Person, right: "question" | "complaint", words: string): Promise<string> {
  await person.open(`/cabinet/requests/new/${right}`)
  await person.type(`ask.words.${right}`, words)
  await person.press("request.continue")
  await person.seesTitle("ask.send.title")
  await person.press("ask.send.submit")
  return sent(person)
}
