import AxeBuilder from "@axe-core/playwright"
import type { Page } from "@playwright/test"

/** What axe finds on the page as it is now, every rule it has on, and target-size, which is off by default. */
export async function axeFindings(page: Page): Promise<string[]> {
  // The page has no frames, so the way through a second page that frames need is saved.
  const axe = new AxeBuilder({ page }).setLegacyMode(true)
  const { violations } = await axe
    .options({ resultTypes: ["violations"], rules: { "target-size": { enabled: true } } })
    .analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`))
}
