import { readdirSync } from "node:fs"
import type { Page } from "@playwright/test"
import { locales } from "@/lib/format/locale"
import { axeFindings } from "./axe"
import { portalUrl } from "./deployment"
import { approve, decide, numberAt } from "./desk"
import { demoAccounts } from "./people"
import type { Person } from "./person"
import { expect, PASSWORD, signIn, test } from "./test"

const [borrower = { signIn: "", password: "" }] = demoAccounts
const namespaces = readdirSync("messages/en").map((file) => file.replace(".json", ""))
const key = new RegExp(`\\b(${namespaces.join("|")})(\\.[a-z][A-Za-z]+){1,4}\\b`)

/** What is wrong with the page as it stands, in words. */
async function faultsOf(page: Page, language: string): Promise<string[]> {
  const found = await page.evaluate(() => ({
    lang: document.documentElement.lang,
    titled: document.title.trim().length > 0,
    headings: document.querySelectorAll("h1").length,
    text: document.body.innerText,
  }))
  const untranslated = key.exec(found.text)
  return [
    ...(found.lang === language ? [] : [`lang is ${found.lang}`]),
    ...(found.titled ? [] : ["no title"]),
    ...(found.headings === 1 ? [] : [`${found.headings} h1`]),
    ...(untranslated ? [`untranslated: ${untranslated[0]}`] : []),
  ]
}

async function faultsAt(page: Page, width: number): Promise<string[]> {
  await page.setViewportSize({ width, height: 900 })
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  const faults = [...(wide > 0 ? [`${wide} px too wide`] : []), ...(await axeFindings(page))]
  return faults.map((fault) => `${width} px: ${fault}`)
}

/** Opens every address in three languages and two widths; whatever is wrong is one list, told at the end. */
async function sweep(
  { page, language: own }: Person,
  addresses: readonly string[],
  status = 200,
): Promise<void> {
  const faults: string[] = []
  const said: string[] = []
  page.on("console", (message) => {
    if (message.type() === "error" || message.text().includes("Content Security Policy"))
      said.push(message.text())
  })
  page.on("pageerror", ({ message }) => said.push(message))
  for (const address of addresses) {
    for (const language of locales) {
      await page.context().addCookies([{ name: "locale", value: language, url: portalUrl() }])
      said.length = 0
      const answer = await page.goto(address)
      const here = [
        ...(answer?.status() === status ? [] : [`status ${answer?.status()}`]),
        ...(await faultsOf(page, language)),
        ...(await faultsAt(page, 1280)),
        ...(await faultsAt(page, 360)),
        ...said.filter((line) => status === 200 || !line.includes(String(status))),
      ]
      faults.push(...here.map((fault) => `${address} (${language}): ${fault}`))
    }
  }
  page.removeAllListeners()
  await page.context().addCookies([{ name: "locale", value: own, url: portalUrl() }])
  expect(faults).toEqual([])
}

test.describe("every main page, in three languages, at 360 and 1280 px", () => {
  test.setTimeout(400_000)

  test("for everybody", async ({ person }) => {
    await sweep(person, [
      "/",
      "/sign-in",
      "/sign-up",
      "/sign-up/code",
      "/sign-in/code",
      "/policy",
      "/policy/1",
    ])
    await sweep(person, ["/no-such-page", "/policy/999"], 404)
  })

  test("the cabinet of a person with an open loan", async ({ person }) => {
    await signIn(person, borrower.signIn, borrower.password)
    await person.seesTitle("cabinet.title")
    const about = ["name", "contact_persons", "identity_document", "page_address", "scoring", "payments"]
    await sweep(person, [
      "/cabinet",
      "/cabinet/data",
      ...about.map((category) => `/cabinet/data/${category}`),
      "/cabinet/data/reveal",
      "/cabinet/consents",
      "/cabinet/requests",
      "/cabinet/requests/new",
      "/cabinet/requests/new/existence",
      "/cabinet/requests/new/automated_review",
      "/cabinet/requests/new/rectification",
      "/cabinet/requests/new/rectification?category=name",
      "/cabinet/requests/new/rectification?category=name&field=surname",
      "/cabinet/requests/new/rectification?category=birth_date",
      "/cabinet/requests/new/rectification?category=email",
      "/cabinet/requests/new/withdrawal",
      "/cabinet/requests/new/erasure",
      "/cabinet/requests/new/restriction",
      "/cabinet/views",
      "/cabinet/account",
    ])
    await sweep(person, ["/cabinet/requests/2026-999999"], 404)
  })

  test("a request from signing to its letters, and the desk beside it", async ({
    person,
    officer,
    approver,
    signUpAs,
  }) => {
    const { phone } = await signUpAs("repaid")
    await person.open("/cabinet/requests/new/erasure?category=contact_persons")
    await person.main.locator('input[value="payments"]').check()
    await person.press("request.continue")
    await person.seesTitle("request.sign.title")
    const signing = person.page.url()
    await sweep(person, [signing])
    await person.open(signing)
    await person.type("request.sign.password", PASSWORD)
    await person.press("request.sign.send")
    await person.sees("request.sent.title")
    const number = numberAt(person)
    await sweep(person, [person.page.url(), `/cabinet/requests/${number}/cancel`])

    const request = `/admin/requests/${number}`
    const lists = [
      "/admin",
      "/admin?view=new",
      "/admin/people",
      "/admin/sources",
      "/admin/policy",
      "/admin/calendar",
      "/admin/requests/new",
      "/admin/account",
      "/admin/barred",
    ]
    await sweep(officer, [...lists, request])
    await decide(officer, number, "propose", (page) => sweep(officer, [page]))
    await sweep(approver, [request])
    await approve(approver, number)

    await person.waitsFor(`/cabinet/requests/${number}`, "request.plan.erase.done")
    const letter = person.main.locator(`a[href^="/cabinet/requests/${number}/letters/"]`).last()
    await sweep(person, [`/cabinet/requests/${number}`, (await letter.getAttribute("href")) ?? ""])
    await officer.open("/admin/people")
    await officer.type("people.query", phone)
    await officer.press("people.search")
    const found = officer.main.locator('a[href^="/admin/people/"]:not([href$="/unknown"])')
    await expect(found).toHaveCount(1)
    const personal = (await found.getAttribute("href")) ?? ""
    const entry = `/admin/requests/new?person=${personal.split("/").at(-1)}`
    await sweep(officer, [
      officer.page.url(),
      personal,
      entry,
      `${entry}&right=question`,
      `${personal}/holds/new`,
    ])
    await officer.open(personal)
    await officer.type("people.ask.request", number)
    await officer.main.getByRole("checkbox").first().check()
    await officer.press("people.ask.submit")
    await officer.sees("people.person.requests")
    const holds = officer.page.url().replace("?", "/holds?")
    await sweep(officer, [officer.page.url(), holds, request])
  })

  test("the staff, for whoever answers for them", async ({ administrator }) => {
    await administrator.open("/admin/staff")
    const colleague = administrator.main.locator('a[href^="/admin/staff/"]').first()
    const calendar = ["", "/day", "/confirm", "/year", "/week"].map((act) => `/admin/calendar${act}`)
    const pages = ["/admin", "/admin/staff", (await colleague.getAttribute("href")) ?? "", ...calendar]
    await sweep(administrator, pages)
  })
})
