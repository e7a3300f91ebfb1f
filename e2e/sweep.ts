import { readdirSync } from "node:fs"
import type { Page } from "@playwright/test"
import { locales } from "@/lib/format/locale"
import { axeFindings } from "./axe"
import { portalUrl } from "./deployment"
import type { Person } from "./person"
import { expect } from "./test"

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
export async function sweep(
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

/** The addresses of the page's own links that begin so, each once, as they stand. */
export async function linksOf({ main }: Person, beginning: string): Promise<string[]> {
  const links = main.locator(`a[href^="${beginning}"]`)
  await expect(links.first()).toBeVisible()
  return [...new Set(await links.evaluateAll((all) => all.map((each) => each.getAttribute("href") ?? "")))]
}
