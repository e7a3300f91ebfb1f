import type { Page } from "@playwright/test"
import { portalUrl } from "./deployment"
import { demoAccounts } from "./people"
import { rawRequest } from "./raw-request"
import { addresses } from "./routes"
import { expect, signIn, test } from "./test"

const [borrower = { signIn: "", password: "" }] = demoAccounts

const EVERYWHERE: Record<string, string | RegExp> = {
  "cache-control": /^(private, )?no-(store|cache)/,
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "x-frame-options": "DENY",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": /camera=\(\)/,
}

/** What is wrong with the headers of an answer, in words. */
function faultsOf(headers: Record<string, string>, isPage: boolean): string[] {
  const held = Object.entries(EVERYWHERE).flatMap(([name, wanted]) => {
    const value = headers[name] ?? ""
    const right = typeof wanted === "string" ? value === wanted : wanted.test(value)
    return right ? [] : [`${name}: ${value || "missing"}`]
  })
  const policy = headers["content-security-policy"] ?? ""
  const words = [
    ...(/default-src 'none'/.test(policy) ? [] : ["no default-src 'none'"]),
    ...(/unsafe|\*|https?:/.test(policy) ? [`too wide: ${policy}`] : []),
    ...(isPage && !/script-src 'self' 'nonce-[\w+/=]{24}' 'strict-dynamic'/.test(policy) ? ["no nonce"] : []),
    ...(isPage || /sandbox/.test(policy) ? [] : ["no sandbox"]),
    ...(/frame-ancestors 'none'/.test(policy) ? [] : ["may be framed"]),
  ]
  return [...held, ...words, ...(headers["x-powered-by"] ? ["x-powered-by"] : [])]
}

/** Opens every address of the product; whatever is wrong is one list. */
async function walk(page: Page, without: RegExp = /^$/): Promise<string[]> {
  const { pages, handlers } = addresses()
  expect(pages.length).toBeGreaterThan(100)
  expect(handlers.length).toBeGreaterThan(35)
  const faults: string[] = []
  const nonces = new Set<string>()
  for (const address of [...pages, ...handlers].filter((each) => !without.test(each))) {
    const answer = await page.request.get(address, { maxRedirects: 0 })
    const headers = answer.headers()
    const isFile = /^\/(api|ledger)\//.test(address)
    if (answer.status() >= 500) faults.push(`${address}: ${answer.status()}`)
    faults.push(...faultsOf(headers, !isFile).map((fault) => `${address}: ${fault}`))
    const [nonce] = /nonce-[\w+/=]+/.exec(headers["content-security-policy"] ?? "") ?? []
    if (nonce && nonces.has(nonce)) faults.push(`${address}: a nonce twice`)
    if (nonce) nonces.add(nonce)
  }
  return faults
}

test.describe("every address answers with the headers that keep it", () => {
  test("to a stranger, to a borrower, and where nothing stands", async ({ person }) => {
    expect(await walk(person.page)).toEqual([])
    for (const nowhere of ["/no-such-page", "/api/no-such", "/cabinet/data/%ff", "/_next/no-such"]) {
      const answer = await person.page.request.get(nowhere)
      expect(answer.status(), nowhere).toBe(404)
    }
    await signIn(person, borrower.signIn, borrower.password)
    await person.seesTitle("cabinet.title")
    expect(await walk(person.page, /^\/sign-out/)).toEqual([])
  })

  test("to an officer; and files of the build are of one kind", async ({ officer }) => {
    expect(await walk(officer.page, /^\/sign-out/)).toEqual([])
    const html = await (await officer.page.request.get("/")).text()
    const [script = ""] = /\/_next\/static\/[^"]+\.js/.exec(html) ?? []
    expect((await officer.page.request.get(script)).headers()["x-content-type-options"]).toBe("nosniff")
  })
})

test("a form is taken from our own pages alone, whatever the request says of where it comes from", async () => {
  const { host, origin } = new URL(portalUrl())
  const form = { "content-type": "application/x-www-form-urlencoded", host }
  const evil = "https://evil.example"
  const refused: Record<string, Record<string, string>> = {
    "another site": { origin: evil },
    "an opaque origin": { origin: "null" },
    "no origin": {},
    "an empty origin": { origin: "" },
    "a forged forwarded host": { origin: evil, "x-forwarded-host": "evil.example" },
    "a forged host": { origin: evil, host: "evil.example" },
    "a forged host and forwarded host": {
      origin: evil,
      host: "evil.example",
      "x-forwarded-host": "evil.example",
    },
    "cross-site by the browser's word": { origin, "sec-fetch-site": "cross-site" },
    "a sister site": { origin, "sec-fetch-site": "same-site" },
    "our name with more behind it": { origin: `${origin}.evil.example` },
    "another port": { origin: "http://localhost:1" },
    "two origins": { origin: `${origin}, ${evil}` },
  }
  for (const address of ["/sign-in", "/sign-out", "/cabinet", "/locale", "/api/progress/x", "/admin"]) {
    for (const [what, headers] of Object.entries(refused)) {
      const answer = await rawRequest("POST", address, { ...form, ...headers }, "x=1")
      expect(answer.status, `${address}: ${what}`).toBe(403)
      expect(answer.headers["set-cookie"], what).toBeUndefined()
      const asAction = { ...form, ...headers, "next-action": "0".repeat(42) }
      expect(
        (await rawRequest("POST", address, asAction, "x=1")).status,
        `${address}: ${what}, by script`,
      ).toBe(403)
    }
  }
  const own = await rawRequest(
    "POST",
    "/sign-in",
    { ...form, origin, "sec-fetch-site": "same-origin" },
    "x=1",
  )
  expect(own.status).toBeLessThan(403)
})

test("methods, targets and hosts that nobody should send are refused, and lead nowhere", async () => {
  const { host, origin } = new URL(portalUrl())
  for (const method of ["TRACE", "PUT", "DELETE", "PATCH", "PROPFIND"])
    expect((await rawRequest(method, "/cabinet", { host, origin })).status, method).toBe(405)
  const odd = [
    `http://evil.example/cabinet/`,
    "//evil.example/cabinet/",
    "/\\evil.example/",
    "/%2f%2fevil.example/",
    "/cabinet/?next=//evil.example",
    "/sign-in?back=https://evil.example",
    "/sign-in/?callbackUrl=//evil.example",
  ]
  for (const target of odd) {
    const { status, headers } = await rawRequest("GET", target, { host })
    expect(status, target).toBeLessThan(500)
    const place = new URL(headers.location ?? "/", portalUrl())
    expect(
      [place.origin, "null"].includes(origin) || place.origin === origin,
      `${target} → ${headers.location}`,
    ).toBe(true)
  }
  const forgeries: Record<string, string>[] = [
    { "x-forwarded-host": "evil.example" },
    { "x-forwarded-proto": "gopher" },
    { forwarded: "host=evil.example" },
  ]
  for (const forged of forgeries) {
    for (const address of ["/", "/cabinet", "/sign-in", "/sign-up"]) {
      const { status, headers, body } = await rawRequest("GET", address, { host, ...forged })
      expect(status).toBeLessThan(500)
      expect(`${headers.location ?? ""}${body}`, address).not.toContain("evil.example")
    }
  }
})
