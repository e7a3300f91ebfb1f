import { lender, portal, portalUrl } from "./deployment"
import { numberAt } from "./desk"
import { demoAccounts } from "./people"
import { contentsOf, post } from "./raw-form"
import { expect, PASSWORD, signIn, test } from "./test"

const [borrower = { signIn: "", password: "" }] = demoAccounts

test("an unknown language counts as none", async () => {
  const shown = async (cookie: string) => {
    const headers = { cookie: `locale=${cookie}`, "accept-language": "xx, ru;q=0.9, ky;q=0.5" }
    const answer = await fetch(portalUrl(), { headers })
    return [answer.status, /<html lang="(\w+)"/.exec(await answer.text())?.[1]]
  }
  expect(await shown("en")).toEqual([200, "en"])
  for (const unknown of ["xx", "EN", "__proto__", "", "%00", "ky,ru"])
    expect(await shown(unknown), unknown).toEqual([200, "ru"])
})

test.describe("forms as no browser page of ours sends them", () => {
  test.use({ javaScriptEnabled: false })

  test("from another site: refused, and nothing happens", async ({ person }) => {
    await person.open("/sign-in")
    const form = await contentsOf(person.main.locator("form"))
    const filled = form.map(([name, value]): [string, string] =>
      name === "login"
        ? [name, borrower.signIn]
        : name === "password"
          ? [name, borrower.password]
          : [name, value],
    )
    const foreign: Record<string, string>[] = [
      { origin: "https://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
    ]
    for (const headers of foreign) {
      const answer = await post(person.page, "/sign-in", filled, headers)
      expect(answer.status()).toBe(403)
      expect(answer.headers()["set-cookie"]).toBeUndefined()
    }
    expect((await post(person.page, "/sign-in", filled)).status()).toBe(303)
    const away = await post(person.page, "/sign-out", [], { origin: "https://evil.example" })
    expect(away.status()).toBe(403)
    await person.open("/cabinet")
    await person.seesTitle("cabinet.title")
  })

  test("NUL, lone surrogates and endless text are told beside the field, never a fault of ours", async ({
    person,
  }) => {
    await person.open("/sign-in")
    const form = await contentsOf(person.main.locator("form"))
    for (const odd of ["a\0b", "\ud800", "x".repeat(30_000), "\ufffe\u202e", "' or 1=1 --", "%00"]) {
      const filled = form.map(([name, value]): [string, string] => [
        name,
        name === "login" || name === "password" ? odd : value,
      ])
      const answer = await post(person.page, "/sign-in", filled)
      expect(answer.status(), JSON.stringify(odd.slice(0, 20))).toBe(200)
      expect(await answer.text()).toContain('role="alert"')
    }
    for (const name of ["formKey", "login", "$ACTION_KEY", "__proto__"]) {
      const answer = await post(person.page, "/sign-in", [...form, [name, "\0"]])
      expect(answer.status(), name).toBeLessThan(500)
    }
  })

  test("addresses nobody links to are missing or refused, never a fault", async ({ person }) => {
    await signIn(person, borrower.signIn, borrower.password)
    await person.seesTitle("cabinet.title")
    const odd = ["%00", "..%2f..%2fetc", "a".repeat(3_000), "null", "constructor", "-1"]
    const places = [
      "/policy/",
      "/cabinet/data/",
      "/cabinet/requests/",
      "/cabinet/requests/new/",
      "/cabinet/data/name?page=",
      "/cabinet/data/reveal?back=",
      "/cabinet/requests/new/rectification?category=",
      "/cabinet/requests/new/rectification?category=name&item=",
      "/cabinet/requests/new/rectification/check?intent=",
      "/cabinet/requests/new/rectification/confirm?change=",
      "/cabinet/requests/new/erasure/sign?intent=",
      "/cabinet/requests/new/erasure?again=",
      "/cabinet/requests/new/withdrawal?purpose=",
      "/cabinet/consents?stopped=",
      "/api/letters/",
      "/api/data/name/",
      "/admin/requests/",
    ]
    const faults: string[] = []
    for (const place of places) {
      for (const word of odd) {
        const answer = await person.page.request.get(`${place}${word}`)
        if (answer.status() >= 500) faults.push(`${place}${word.slice(0, 20)}: ${answer.status()}`)
      }
    }
    expect(faults).toEqual([])
  })

  test("a letter signed twice at once, and again later, is one request", async ({ person, signUpAs }) => {
    const { id } = await signUpAs("owing")
    await person.open("/cabinet/requests/new/erasure?category=contact_persons")
    await person.press("request.continue")
    await person.seesTitle("request.sign.title")
    const address = person.page.url()
    // Beside it stands the form that asks for a code in place of the password.
    const signing = person.main.locator("form", { has: person.page.locator('[name="password"]') })
    const form = (await contentsOf(signing)).map(([name, value]): [string, string] => [
      name,
      name === "password" ? PASSWORD : value,
    ])
    const before = await portal("select count(*) as n from requests")
    const answers = await Promise.all([post(person.page, address, form), post(person.page, address, form)])
    answers.push(await post(person.page, address, form))
    const places = answers.map((answer) => answer.headers().location ?? String(answer.status()))
    expect(new Set(places).size).toBe(1)
    expect(places[0]).toContain("/cabinet/requests/2")
    const after = await portal("select count(*) as n from requests")
    expect(Number(after[0]?.n) - Number(before[0]?.n)).toBe(1)
    await person.open(places[0] ?? "")
    expect(numberAt(person)).not.toBe("")
    const [kept] = await lender(
      "select count(*)::int as n from core.contact_persons where customer_id = $1",
      [id],
    )
    expect(kept?.n).toBeGreaterThan(0)
  })
})
