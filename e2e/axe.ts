import { createRequire } from "node:module"
import AxeBuilder from "@axe-core/playwright"
import type { Page } from "@playwright/test"

const ofBuilder = createRequire(createRequire(import.meta.url).resolve("@axe-core/playwright"))
const { source } = ofBuilder("axe-core") as { source: string }

/** What axe finds on the page as it is now, every rule it has on, and target-size, which is off by default. */
export async function axeFindings(page: Page): Promise<string[]> {
  // Half a megabyte, which the builder would have the page read twice each time: once for each page is enough.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(source)
  // The page has no frames, so the way through a second page that frames need is saved.
  const axe = new AxeBuilder({ page, axeSource: "0" }).setLegacyMode(true)
  const { violations } = await axe
    .options({ resultTypes: ["violations"], rules: { "target-size": { enabled: true } } })
    .analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`))
}
