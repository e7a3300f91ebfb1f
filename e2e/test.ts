import { randomInt } from "node:crypto"
import { existsSync } from "node:fs"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { type Browser, test as base, expect } from "@playwright/test"
import { TOTP } from "otpauth"
import type { Locale } from "@/lib/format/locale"
import { type Customer, customerWho } from "./customers"
import { codeSentTo, home, portalUrl } from "./deployment"
import { demoAccounts } from "./people"
import { Person } from "./person"

export { expect } from "@playwright/test"

/** The password of everybody who signs up in these stories. */
export const PASSWORD = "үч боз үй тигилген"

export type Options = { language: Locale }

type People = {
  /** Whoever sits at the test's own page. */
  person: Person
  /** Somebody else, at a browser of their own. */
  other: Person
  officer: Person
  approver: Person
  administrator: Person
  auditor: Person
  /** A borrower of the wanted state, on the lender's file and not signed up. */
  customer: (state: Parameters<typeof customerWho>[0]) => Promise<Customer>
  /** The same, signed up at `person`'s page and in the cabinet. */
  signUpAs: (state: Parameters<typeof customerWho>[0]) => Promise<Customer>
}

// The reverse proxy in front names the client; here every context is a client of its own, as limits count them.
const ownAddress = () => ({
  "x-forwarded-for": `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`,
})

const languageCookie = (language: Locale) => ({ name: "locale", value: language, url: portalUrl() })

async function secondPerson(browser: Browser, language: Locale, storageState?: string): Promise<Person> {
  const context = await browser.newContext({
    extraHTTPHeaders: ownAddress(),
    ...(storageState ? { storageState } : {}),
  })
  await context.addCookies([languageCookie(language)])
  return new Person(await context.newPage(), language)
}

/** Signs in with a login and a password; where it leads is for the caller to see. */
export async function signIn(person: Person, login: string, password: string): Promise<void> {
  await person.open("/sign-in")
  await person.type("sign-in.login", login)
  await person.type("sign-in.password", password)
  await person.press("sign-in.submit", { exact: true })
}

/** A code serves once: the one of this half-minute or, when that was used, of the next. */
async function typeStaffCode(person: Person, secret: string): Promise<void> {
  const code = new TOTP({ secret })
  for (const end = Date.now() + 65_000; Date.now() < end; await sleep(2_000)) {
    await person.type("sign-in.code.code", code.generate())
    await person.press("sign-in.code.submit")
    await expect(person.main.getByRole("alert").or(person.main.getByRole("searchbox")).first()).toBeVisible()
    if (new URL(person.page.url()).pathname === "/admin") return
    await sleep(30_000 - (Date.now() % 30_000))
  }
  throw new Error("No one-time code was taken.")
}

/** A member of staff at their desk. The session is kept beside the portal's files: one sign-in serves many stories. */
async function atDesk(browser: Browser, language: Locale, who: string): Promise<Person> {
  const account = demoAccounts.find((each) => each.who === who)
  const kept = path.join(home(), `e2e-${who}.json`)
  const person = await secondPerson(browser, language, existsSync(kept) ? kept : undefined)
  await person.open("/admin")
  if (new URL(person.page.url()).pathname === "/admin") return person
  await signIn(person, account?.signIn ?? "", account?.password ?? "")
  await typeStaffCode(person, account?.code ?? "")
  await person.page.context().storageState({ path: kept })
  return person
}

/** Signs a customer up on the screen, with the PIN and phone the lender has and the code sent there. */
export async function signUp(person: Person, { pin, phone }: Pick<Customer, "pin" | "phone">): Promise<void> {
  const since = new Date()
  await person.open("/sign-up")
  await person.type("sign-up.pin", pin)
  await person.type("sign-up.contact", phone)
  await person.press("sign-up.submit")
  await person.seesTitle("sign-up.code.title")
  await person.type("sign-up.code.code", await codeSentTo(phone, since))
  await person.type("sign-up.code.password", PASSWORD)
  await person.press("sign-up.code.submit")
  await person.seesTitle("cabinet.title")
}

export const test = base.extend<Options & People>({
  language: ["ky", { option: true }],
  person: async ({ page, language }, use) => {
    await page.context().setExtraHTTPHeaders(ownAddress())
    await page.context().addCookies([languageCookie(language)])
    await use(new Person(page, language))
  },
  other: async ({ browser, language }, use) => {
    const person = await secondPerson(browser, language)
    await use(person)
    await person.page.context().close()
  },
  officer: async ({ browser, language }, use) => {
    const person = await atDesk(browser, language, "officer")
    await use(person)
    await person.page.context().close()
  },
  approver: async ({ browser, language }, use) => {
    const person = await atDesk(browser, language, "approver")
    await use(person)
    await person.page.context().close()
  },
  administrator: async ({ browser, language }, use) => {
    const person = await atDesk(browser, language, "admin")
    await use(person)
    await person.page.context().close()
  },
  auditor: async ({ browser, language }, use) => {
    const person = await atDesk(browser, language, "auditor")
    await use(person)
    await person.page.context().close()
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture needs from this pattern
  customer: async ({}, use) => {
    await use(customerWho)
  },
  signUpAs: async ({ customer, person }, use) => {
    await use(async (state) => {
      const chosen = await customer(state)
      await signUp(person, chosen)
      return chosen
    })
  },
})
