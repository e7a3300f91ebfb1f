import { readFileSync } from "node:fs"
import path from "node:path"
import { type BrowserContext, request } from "@playwright/test"
import { decode } from "next-auth/jwt"
import { home, portal, portalUrl } from "./deployment"
import { demoAccounts } from "./people"
import type { Person } from "./person"
import { filled, routesOf } from "./routes"
import { expect, PASSWORD, signIn, test } from "./test"

const [borrower = { signIn: "", password: "" }] = demoAccounts
const values: Record<string, string> = {
  right: "copy",
  category: "name",
  number: "2026-999999",
  edition: "1",
  decision: "propose",
  act: "publish",
}

/** The address of every page and download of somebody signed in; what stands for a row names none. */
const ADDRESSES = routesOf()
  .filter((route) => /^\/(cabinet|admin|api)\b/.test(route))
  .map((route) => filled(route, values))
  .sort()

type Answer = { status: number; to: string; body: string }
type Client = Awaited<ReturnType<typeof request.newContext>>

async function answersTo(client: Client): Promise<Map<string, Answer>> {
  const found = new Map<string, Answer>()
  for (const address of ADDRESSES) {
    const answer = await client.get(address, { maxRedirects: 0 })
    const to = (answer.headers().location ?? "").replace(/\?.*/, "")
    found.set(address, { status: answer.status(), to, body: await answer.text() })
  }
  return found
}

/** Somebody else with a copy of the cookie as it is now, or with none. */
async function thief(from: BrowserContext | null): Promise<Client> {
  const kept = await from?.storageState()
  const cookies = kept?.cookies.filter(({ name }) => name.endsWith("ukuk.session")) ?? []
  return request.newContext({ baseURL: portalUrl(), storageState: { cookies, origins: [] } })
}

/** Where a copied cookie is answered otherwise than none at all. */
async function opens(stolen: Client): Promise<string[]> {
  const [with_, without] = [await answersTo(stolen), await answersTo(await thief(null))]
  return [...with_].flatMap(([address, { status, to }]) => {
    const bare = without.get(address)
    return bare?.status === status && bare.to === to ? [] : [`${address}: ${status} ${to}`]
  })
}

async function sessionNumber(context: BrowserContext): Promise<string> {
  const { cookies } = await context.storageState()
  const secrets = JSON.parse(readFileSync(path.join(home(), "secrets.json"), "utf8"))
  const token = cookies.find(({ name }) => name.endsWith("ukuk.session"))?.value ?? ""
  const secret: string = secrets.AUTH_SECRET
  return String((await decode({ token, secret }))?.sid)
}

const roleOf = (who: string, role: string) =>
  portal(
    "update staff set role = $1 where account_id = (select account_id from staff where name like $2 limit 1)",
    [role, `%${who}%`],
  )

test.setTimeout(180_000)

test("a copied cookie opens every page of its owner, shows no session number, and nothing once the owner signs out", async ({
  person,
}) => {
  await signIn(person, borrower.signIn, borrower.password)
  await person.seesTitle("cabinet.title")
  const context = person.page.context()
  const [copy, number] = [await thief(context), await sessionNumber(context)]
  expect(number).toMatch(/^[0-9a-f]{64}$/)
  const before = await answersTo(copy)
  expect([...before.values()].filter(({ status }) => status === 200).length).toBeGreaterThan(20)
  expect([...before].filter(([, { body }]) => body.includes(number)).map(([address]) => address)).toEqual([])
  expect(before.get("/api/auth/session")).toBeUndefined()
  expect((await copy.get("/api/auth/session")).status()).toBe(404)

  await person.page
    .getByRole("button", { name: person.say("shell.signOut") })
    .first()
    .click()
  await person.seesTitle("sign-in.title")
  expect(await opens(copy)).toEqual([])
  await person.page.goBack()
  await person.seesTitle("sign-in.title")
  const answer = await copy.post("/sign-out", { headers: { origin: portalUrl() }, maxRedirects: 0 })
  expect(answer.headers()).toMatchObject({
    "clear-site-data": '"cache", "storage"',
    location: "/sign-in?out=1",
  })
})

test("a person changes the password and closes a sign-in elsewhere; what was open there is over at once", async ({
  person,
  other,
  signUpAs,
}) => {
  const { phone } = await signUpAs("owing")
  const elsewhere = async () => {
    await signIn(other, phone, PASSWORD)
    await other.seesTitle("cabinet.title")
  }
  await elsewhere()
  await person.open("/cabinet/account")
  await expect(person.main.getByText(person.say("security.sessions.here"))).toHaveCount(1)
  await person.press("security.sessions.end", { exact: true })
  await person.sees("security.done.ended")
  await other.open("/cabinet/data")
  await other.seesTitle("sign-in.title")
  await other.sees("security.over.ended")

  await elsewhere()
  const copy = await thief(other.page.context())
  await person.open("/cabinet/account")
  await person.goTo("/cabinet/account/password")
  await person.type("security.password.current", "not the password")
  await person.type("security.password.new", "көк асман, тынч тоо")
  await person.press("security.password.submit")
  await person.isRefused("errors.wrong_password")
  await person.type("security.password.current", PASSWORD)
  await person.type("security.password.new", "көк асман, тынч тоо")
  await person.press("security.password.submit")
  await person.sees("security.done.password")
  expect(await opens(copy)).toEqual([])
  await other.open("/cabinet")
  await other.sees("security.over.password")
})

test("staff whose role changes or who are shut out are out on every page and route", async ({ auditor }) => {
  const works = async (person: Person) => (await person.open("/admin/account")) === 200
  expect(await works(auditor)).toBe(true)
  const copy = await thief(auditor.page.context())
  const { cookies } = await auditor.page.context().storageState()
  expect(cookies.length).toBeGreaterThan(0)
  const open = [...(await answersTo(copy)).values()].filter(({ status }) => status === 200)
  expect(open.length).toBeGreaterThan(15)
  await roleOf("uditor", "officer")
  await roleOf("uditor", "auditor")
  expect(await opens(copy)).toEqual([])
  await auditor.open("/admin")
  await auditor.sees("security.over.role")
})

test("somebody who types is kept signed in, somebody who went away is warned and then sees nothing more", async ({
  person,
  signUpAs,
}) => {
  const { page } = person
  await page.clock.install()
  await signUpAs("owing")
  const idleFor = (minutes: number) =>
    portal(
      "update sessions set seen_at = now() - make_interval(secs => $2) where hash = sha256(decode($1, 'hex'))",
      [number, minutes * 60],
    )
  const number = await sessionNumber(page.context())
  await person.open("/cabinet/requests/new/complaint")
  await idleFor(12.6)
  await page.locator("textarea").first().fill("Күн сайын чалып жатышат.")
  const [used] = await Promise.all([
    page.waitForResponse((answer) => answer.url().endsWith("/api/session")),
    page.clock.fastForward("12:31"),
  ])
  expect(used.request().method()).toBe("POST")
  await expect(page.getByText(person.say("security.idle.title"))).toBeHidden()

  await idleFor(13)
  await page.clock.fastForward("12:40")
  await expect(page.getByText(person.say("security.idle.title"))).toBeVisible()
  await person.press("security.idle.stay")
  await expect(page.getByText(person.say("security.idle.title"))).toBeHidden()

  await idleFor(16)
  await page.clock.fastForward("12:40")
  await person.seesTitle("sign-in.title")
  await person.sees("security.over.idle")
})
