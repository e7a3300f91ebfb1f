import { execFileSync } from "node:child_process"
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { home } from "./deployment"
import { expect, test } from "./test"

const publish = (dir: string) =>
  execFileSync(
    process.execPath,
    ["bin/run.js", "bin/ukuk.ts", "policy", "publish", dir, "--reason", "A story needs it"],
    {
      env: { ...process.env, UKUK_HOME: home(), UKUK_DEMO: "1" },
    },
  )

/** The lender's folder with one purpose more: what it does for advertising, for its partners as well. */
function withPartnerNews(): { dir: string; remove: () => void } {
  const root = mkdtempSync(path.join(tmpdir(), "ukuk-edition-"))
  cpSync("policies", root, { recursive: true })
  const dir = path.join(root, "somo")
  const change = (file: string, by: (text: string) => string) =>
    writeFileSync(path.join(dir, file), by(readFileSync(path.join(dir, file), "utf8")))
  change("policy.yaml", (text) => {
    const [, purpose = ""] =
      /( {2}- code: marketing_third\n {4}clause: "1\.1\(8\)"[\s\S]*?\n)\n/.exec(text) ?? []
    return text
      .replace(purpose, `${purpose}${purpose.replace("marketing_third", "partner_news")}`)
      .replace(
        "purposes: [marketing_own, marketing_third]",
        "purposes: [marketing_own, marketing_third, partner_news]",
      )
  })
  change("data-map.yaml", (text) =>
    text
      .replace(/( {8})marketing_third: (\[.*\])\n/, "$&$1partner_news: $2\n")
      .replaceAll("marketing_own, marketing_third]", "marketing_own, marketing_third, partner_news]"),
  )
  return { dir, remove: () => rmSync(root, { recursive: true }) }
}

test("a new edition asks for consent to what it adds: no wall, yes and no alike, and a receipt of the answer", async ({
  person,
  signUpAs,
}) => {
  test.setTimeout(180_000)
  await signUpAs("owing")
  await person.waitsFor("/cabinet/consents", "consents.state.given")
  const edition = withPartnerNews()
  try {
    publish(edition.dir)
    await person.open("/cabinet/data")
    await person.seesTitle("data.title")
    await person.open("/cabinet")
    await person.follow("consents.asked.entry", { values: { n: 1 } })
    await person.seesTitle("consents.asked.title")
    await expect(person.main.getByRole("radio", { checked: true })).toHaveCount(0)
    await person.press("consents.asked.send")
    await person.isRefused("errors.choose_one")
    await person.main.getByRole("radio", { name: person.say("consents.asked.yes") }).check()
    await person.press("consents.asked.send")
    await person.sees("consents.answered")
    const given = person.main.locator("#partner_news")
    await expect(given).toContainText(person.say("consents.state.given"))
    await given.locator("summary").click()
    await given
      .getByRole("link", { name: person.say("consents.receiptOf.link") })
      .last()
      .click()
    await person.sees("consents.receiptOf.pdf")
    await expect(person.main.getByRole("article")).toBeVisible()
    await person.open("/cabinet")
    await expect(person.main.getByText(person.say("consents.asked.entryAbout"))).toHaveCount(0)
    await person.open("/cabinet/consents")
    await person.main.locator("#partner_news").getByRole("button").click()
    await person.sees("consents.receipt.systems")
  } finally {
    publish("policies/somo")
    edition.remove()
  }
})
