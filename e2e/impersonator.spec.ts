import { randomBytes } from "node:crypto"
import { readdirSync } from "node:fs"
import { codeSentTo, lender, portal } from "./deployment"
import type { Person } from "./person"
import { contentsOf, post } from "./raw-form"
import { ask } from "./sending"
import { expect, PASSWORD, signUp, test } from "./test"

const GUESS = "туулган күнү 01.01.1990"

/** Every address a page or a route of the product stands at, with what is in brackets taken from `known`. */
function addresses(known: Record<string, string>): string[] {
  return readdirSync("app", { recursive: true, encoding: "utf8" })
    .filter((file) => /(?:^|\/)(?:page\.tsx|route\.ts)$/.test(file))
    .map((file) => `/${file.replace(/\/?(?:page\.tsx|route\.ts)$/, "")}`)
    .map((path) => path.replace(/\/\([a-z]+\)/g, ""))
    .map((path) => path.replace(/\[(?:\.\.\.)?(\w+)\]/g, (_, name: string) => known[name] ?? known.id ?? ""))
}

/** Fills in the only form of a page and sends it, as a script would; returns what came back. */
async function fill(who: Person, page: string, typed: Record<string, string>): Promise<string> {
  await who.open(page)
  const form = await contentsOf(who.main.locator("form").first())
  const filled = form.map(([name, value]): [string, string] => [name, typed[name] ?? value])
  const answer = await post(who.page, page, filled)
  const next = answer.headers().location
  return `${await answer.text()}${next ? await (await who.page.request.get(next)).text() : ""}`
}

test.describe("somebody who knows a victim's name, birth date, PIN and phone, and has an e-mail of their own", () => {
  test.use({ javaScriptEnabled: false })
  test.setTimeout(300_000)

  test("walks every way, with an account and without, and sees no byte of the victim's profile", async ({
    person: victim,
    other: thief,
    signUpAs,
    customer,
  }) => {
    const mark = randomBytes(4).toString("hex")
    const canaries = [`canary-${mark}@victim.example`, `КАНАРЕЙКА${mark}`, `DOC${mark}`.toUpperCase()]
    const [email = "", patronymic = "", document = ""] = canaries
    const { id, pin, phone } = await signUpAs("owing")
    await lender("update core.customers set email = $2, patronymic = $3 where customer_id = $1", [
      ...[id, email, patronymic],
    ])
    await lender("update core.id_documents set doc_no = $2 where cust_id = $1", [id, document])
    const words = `Менин сырым ${mark}`
    const number = await ask(victim, "question", words)
    // The victim alone reads it, once the password is typed again.
    await victim.open("/cabinet/data/reveal?back=/cabinet/data/email")
    await victim.type("data.reveal.password", PASSWORD)
    await victim.press("data.reveal.submit")
    await expect(victim.main).toContainText(email)
    const [held] = await portal<{ part: string; letter: string; subject: string }>(
      `select p.id as part, l.id as letter, p.subject_id as subject from request_parts p
       join requests r on r.id = p.request_id join letters l on l.request_id = r.id where r.number = $1`,
      [number],
    )
    const known = {
      ...{
        number,
        id: held?.letter ?? "",
        part: held?.part ?? "",
        intent: held?.part ?? "",
        source: "lender",
      },
      ...{ right: "question", category: "name", item: id, edition: "1", purpose: "marketing", token: mark },
    }
    const every = [known, { ...known, id: held?.part ?? "" }, { ...known, id: held?.subject ?? "" }].flatMap(
      addresses,
    )
    const seen: [string, string][] = []
    const look = async (who: Person, paths: readonly string[]) => {
      for (const path of paths) {
        const answer = await who.page.request.get(path, { maxRedirects: 3 })
        expect(answer.status(), path).toBeLessThan(500)
        seen.push([path, await answer.text()])
      }
    }
    const outside = every.filter((path) => !path.startsWith("/demo") && !path.includes("/demo/"))
    const since = new Date()

    await look(thief, outside)
    const own = `thief-${mark}@evil.example`
    const tries: [string, Record<string, string>][] = [
      ["/sign-up", { pin, contact: own }],
      ["/sign-up", { pin, contact: phone }],
      ["/sign-up/code", { code: "123456", password: GUESS }],
      ["/sign-in", { login: phone, password: GUESS }],
      ["/recover", { contact: own }],
      ["/recover", { contact: phone }],
      ["/recover/code", { code: "123456", password: GUESS }],
      ["/contact", { phone }],
      ["/contact/code", { code: "123456" }],
    ]
    for (const [page, typed] of tries) seen.push([page, await fill(thief, page, typed)])
    // What the victim is sent meanwhile says no more than a code and a link, and the thief is sent nothing.
    await codeSentTo(phone, since)
    const outbox = await fetch(new URL("/demo/outbox", victim.page.url()), {
      headers: { accept: "application/json" },
    })
    const { messages } = (await outbox.json()) as { messages: { to: string; at: string }[] }
    expect(messages.filter(({ to }) => to === own)).toEqual([])
    seen.push(["outbox", JSON.stringify(messages.filter(({ at }) => new Date(at) >= since))])

    await signUp(thief, await customer("repaid"))
    await look(thief, outside)
    for (const [path, body] of seen)
      for (const canary of [...canaries, words])
        expect(body.includes(canary), `${path}: ${canary}`).toBe(false)
    expect(seen.length).toBeGreaterThan(300)
  })
})
