import { expect, type Locator, type Page } from "@playwright/test"
import type { TranslationValues } from "use-intl/core"
import type { Locale } from "@/lib/format/locale"
import { say } from "./words"

type Named = { exact?: boolean; values?: TranslationValues }

/** Someone at a browser. What is pressed, followed, typed and seen is named by its message: `press("sign-in.submit")`. */
export class Person {
  constructor(
    readonly page: Page,
    readonly language: Locale,
  ) {}

  say = (key: string, values?: TranslationValues): string => say(this.language, key, values)

  /** Opens an address of the portal and returns the status it answered with. */
  async open(address: string): Promise<number> {
    const answer = await this.page.goto(address)
    return answer?.status() ?? 0
  }

  async press(key: string, { exact = false, values }: Named = {}): Promise<void> {
    await this.page.getByRole("button", { name: this.say(key, values), exact }).click()
  }

  /** As an impatient hand does it. */
  async pressTwice(key: string): Promise<void> {
    await this.page.getByRole("button", { name: this.say(key) }).dblclick()
  }

  async follow(key: string, { exact = false, values }: Named = {}): Promise<void> {
    await this.page
      .getByRole("main")
      .getByRole("link", { name: this.say(key, values), exact })
      .first()
      .click()
  }

  /** Follows the link of the page's own text that leads to an address. */
  async goTo(address: string): Promise<void> {
    await this.main.locator(`a[href="${address}"]`).first().click()
  }

  async type(key: string, value: string): Promise<void> {
    await this.field(key).fill(value)
  }

  field(key: string): Locator {
    return this.page.getByLabel(this.say(key), { exact: true })
  }

  async unfold(key: string): Promise<void> {
    await this.page
      .locator("summary", { hasText: this.say(key) })
      .first()
      .click()
  }

  async sees(key: string, values?: TranslationValues): Promise<void> {
    await expect(this.main.getByText(this.say(key, values)).first()).toBeVisible()
  }

  async seesTitle(key: string, values?: TranslationValues): Promise<void> {
    await expect(this.page.getByRole("heading", { level: 1, name: this.say(key, values) })).toBeVisible()
  }

  /** The refusal stands first, in the summary, and beside its field. */
  async isRefused(key: string, values?: TranslationValues): Promise<void> {
    await expect(this.page.getByRole("alert").filter({ hasText: this.say(key, values) })).toBeVisible()
  }

  get main(): Locator {
    return this.page.getByRole("main")
  }

  /** Opens the page anew until it shows what the worker brings about. */
  async waitsFor(address: string, key: string, patience = 40_000): Promise<void> {
    await expect(async () => {
      await this.open(address)
      await expect(this.main.getByText(this.say(key)).first()).toBeVisible({ timeout: 500 })
    }).toPass({ timeout: patience, intervals: [500, 1_000, 2_000] })
  }
}
