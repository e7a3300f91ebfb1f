import { readdirSync, readFileSync } from "node:fs"
import type { Locator, Page } from "@playwright/test"
import { portalUrl } from "./deployment"
import { post } from "./raw-form"
import { rawRequest } from "./raw-request"
import { addresses } from "./routes"
import { linksOf } from "./sweep"
import { expect, test } from "./test"

const EMOJI = "🐎".repeat(250_000)
const BOUNDARY = "----a-boundary-as-browsers-make-them"
const END = `--${BOUNDARY}--\r\n`
/** In an address: NUL, bytes that are no UTF-8, a lone surrogate, a right-to-left override, a way up, names of objects, numbers. */
const WORDS = [
  "%00",
  "%E2%80%AE",
  "%ED%A0%80",
  "..%2f..%2fetc",
  "constructor",
  "1e309",
  "-1",
  "%F0%9F%90%8E".repeat(20),
]

/** The names a page looks for behind the question mark. */
const askedNames = (() => {
  const sources = readdirSync("app", { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith("page.tsx"),
  )
  const texts = sources.map((file) => readFileSync(`app/${file}`, "utf8"))
  const found = texts.flatMap((text) => [...text.matchAll(/searchParams: Promise<\{([^}]*)\}/g)])
  return [
    ...new Set(
      found.flatMap(([, inner = ""]) => [...inner.matchAll(/(\w+)\??:/g)].map(([, name = ""]) => name)),
    ),
  ]
})()

async function faultsOfReading(page: Page, among: RegExp): Promise<string[]> {
  const { pages, handlers } = addresses()
  const faults: string[] = []
  const look = async (target: string) => {
    const { status, headers } = await fetchAs(page, target)
    if (status >= 500) faults.push(`${target.slice(0, 90)}: ${status}`)
    if (status < 500 && !headers["content-security-policy"]) faults.push(`${target.slice(0, 90)}: bare`)
  }
  for (const [n, address] of [...pages, ...handlers].filter((each) => among.test(each)).entries()) {
    const word = WORDS[n % WORDS.length] ?? ""
    await look(`${address}?${askedNames.map((name) => `${name}=${word}`).join("&")}`)
    await look(`${address}?${askedNames.map((name) => `${name}=a&${name}=b`).join("&")}&__proto__[x]=1`)
    for (const odd of /[0-9]/.test(address) || /\/(name|erasure|marketing|officer|lender)\b/.test(address)
      ? WORDS
      : [])
      await look(
        address.replace(
          /(name|erasure|marketing|officer|lender|2026-999999|[0-9a-f-]{36}|\/1)(?=\/|$)/,
          (found) => (found.startsWith("/") ? `/${odd}` : odd),
        ),
      )
  }
  return faults
}

/** As the page's own session, with the target as it stands. */
async function fetchAs(page: Page, target: string) {
  const cookies = await page.context().cookies()
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ")
  return rawRequest("GET", target, { host: new URL(portalUrl()).host, cookie })
}

test.describe("what no page of ours would ever ask", () => {
  test.setTimeout(240_000)

  test("in an address is answered as missing or refused, to a borrower and to an officer", async ({
    person,
    signUpAs,
    officer,
  }) => {
    expect(askedNames.length).toBeGreaterThan(15)
    await signUpAs("owing")
    expect(await faultsOfReading(person.page, /^(?!\/admin|\/api\/staff)/)).toEqual([])
    expect(await faultsOfReading(officer.page, /^(\/admin|\/api\/staff)/)).toEqual([])
  })

  test("in a body is refused and never a fault of ours, wherever it is sent", async () => {
    const { host, origin } = new URL(portalUrl())
    const own = { host, origin }
    const multipart = { ...own, "content-type": `multipart/form-data; boundary=${BOUNDARY}` }
    const { body: page } = await rawRequest("GET", "/sign-in", { host })
    const [, known = ""] = /id&quot;:&quot;([0-9a-f]{40,})&quot;/.exec(page) ?? []
    expect(known).not.toBe("")
    const part = (name: string, value: string) =>
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
    const script = (id: string) => ({ ...multipart, "next-action": id })
    const asText = { ...own, "next-action": known, "content-type": "text/plain;charset=UTF-8" }
    const named = (state: string, id = known) =>
      `${part("$ACTION_REF_1", "")}${part("$ACTION_1:0", JSON.stringify({ id, bound: "$@1" }))}${part("$ACTION_1:1", state)}`
    const bodies: [string, Record<string, string>, string | Buffer][] = [
      ["no boundary", { ...own, "content-type": "multipart/form-data" }, "x"],
      ["cut short", multipart, part("login", "a").slice(0, 60)],
      ["without an end", multipart, part("login", "a")],
      ["no action", multipart, `${part("__proto__", "x")}${part("constructor", "x")}${END}`],
      ["an action that is none", multipart, `${part("$ACTION_ID_00", "")}${END}`],
      ["an action of another build", multipart, `${named('[{"status":"idle"}]', "0".repeat(42))}${END}`],
      ["two actions", multipart, `${named('[{"status":"idle"}]')}${part("$ACTION_REF_2", "")}${END}`],
      ["half a state", multipart, `${named('[{"status":')}${END}`],
      ["no state", multipart, `${named("[]")}${END}`],
      ["a state that refers to nothing", multipart, `${named('[{"status":"idle","x":"$Q9"}]')}${END}`],
      ["a state that refers to itself", multipart, `${named('[{"status":"idle","x":"$@1"}]')}${END}`],
      ["no content type", own, "x=1"],
      ["an unknown content type", { ...own, "content-type": "application/x-evil" }, "x"],
      [
        "bytes that are no text",
        { ...own, "content-type": "application/x-www-form-urlencoded" },
        Buffer.from([255, 0]),
      ],
      [
        "an unknown action by script",
        script("0".repeat(42)),
        `${part("0", '[{"status":"idle"},"$K1"]')}${END}`,
      ],
      [
        "an action by script that is no id",
        script("constructor"),
        `${part("0", '[{"status":"idle"},"$K1"]')}${END}`,
      ],
      ["half a JSON by script", script(known), `${part("0", '[{"a":')}${END}`],
      ["no form by script", script(known), `${part("0", "[]")}${END}`],
      ["broken references by script", script(known), `${part("0", '["$F2","$@3"]')}${END}`],
      ["text by script", asText, '[{"status":"idle"},"$undefined"]'],
    ]
    const { pages } = addresses()
    const faults: string[] = []
    for (const address of ["/sign-in", ...pages.filter((_, n) => n % 12 === 0)])
      for (const [what, headers, body] of bodies) {
        const { status } = await rawRequest("POST", address, headers, body)
        if (status >= 500) faults.push(`${address}, ${what}: ${status}`)
        // As a page that was only asked for with POST is shown; nothing that claims to be a form is.
        if (status < 400 && body.includes("boundary")) faults.push(`${address}, ${what}: ${status}`)
      }
    expect(faults).toEqual([])
    const large = await rawRequest("POST", "/sign-in", {
      ...multipart,
      "content-length": `${13 * 1024 * 1024}`,
    })
    expect(large.status).toBe(413)
    expect(large.body).toContain("12")
  })

  test("told to the interfaces for machines is a 4xx with a reason", async () => {
    const { host } = new URL(portalUrl())
    const { handlers } = addresses()
    const bodies = [
      "",
      "{",
      "null",
      "[]",
      '{"__proto__":{"x":1}}',
      "[".repeat(50_000),
      "\0",
      EMOJI,
      Buffer.from([0xff, 0xfe]),
    ]
    const faults: string[] = []
    for (const address of handlers.filter((each) => /^\/api\/(hooks|v1|unsubscribe)\//.test(each)))
      for (const body of bodies) {
        const { status } = await rawRequest(
          "POST",
          address,
          { host, "content-type": "application/json" },
          body,
        )
        if (status < 400 || status >= 500) faults.push(`${address}, ${body.slice(0, 10)}: ${status}`)
      }
    expect(faults).toEqual([])
    const headers = {
      host,
      cookie: `ukuk.session=${"a".repeat(3_000)}; locale=%00`,
      "accept-language": "x".repeat(2_000),
    }
    for (const address of ["/", "/cabinet", "/admin", "/api/packages/x"])
      expect((await rawRequest("GET", address, headers)).status, address).toBeLessThan(500)
  })
})

type Field = { name: string; value: string; kind: string }

/** The fields of a form as a browser would send them, with the kind of each. */
const fieldsOf = (form: Locator): Promise<Field[]> =>
  form.evaluate((element) => {
    if (!(element instanceof HTMLFormElement)) return []
    return [...new FormData(element).entries()].map(([name, value]) => {
      const field = element.elements.namedItem(name)
      const one = field instanceof RadioNodeList ? field[0] : field
      const kind =
        one instanceof HTMLTextAreaElement ? "text" : one instanceof HTMLInputElement ? one.type : "other"
      return { name, value: typeof value === "string" ? value : "", kind }
    })
  })

const TYPED = ["text", "search", "email", "tel", "password", "number"]

/** Sends every form of these pages with odd text in its typed fields; what is not told on the page is a fault. */
async function faultsOfForms(page: Page, among: readonly string[]): Promise<[number, string[]]> {
  let sent = 0
  const faults: string[] = []
  for (const address of among) {
    const answer = await page.goto(address)
    if (answer?.status() !== 200) continue
    for (const form of await page
      .getByRole("main")
      .locator('form[method="post" i], form:not([method])')
      .all()) {
      const fields = await fieldsOf(form)
      const typed = fields.filter(({ kind }) => TYPED.includes(kind))
      if (typed.length === 0) continue
      for (const odd of ["a\0b", EMOJI.slice(0, 60_000)]) {
        const filled = fields.map(({ name, value, kind }): [string, string] => [
          name,
          TYPED.includes(kind) ? odd : value,
        ])
        const told = await post(page, page.url(), filled)
        sent += 1
        const body = await told.text()
        if (told.status() !== 200 || !body.includes('role="alert"'))
          faults.push(`${address}, ${typed.map(({ name }) => name)}: ${told.status()}`)
      }
    }
  }
  return [sent, faults]
}

test.describe("odd text in any field", () => {
  test.use({ javaScriptEnabled: false })
  test.setTimeout(180_000)

  test("is told on the page, to a stranger and to a borrower", async ({ person, signUpAs }) => {
    const { pages } = addresses()
    const open = pages.filter((address) => !/^\/(admin|cabinet)/.test(address))
    const [asStranger, first] = await faultsOfForms(person.page, open)
    await signUpAs("owing")
    await person.open("/cabinet/requests/new")
    const rights = await linksOf(person, "/cabinet/requests/new/")
    const cabinet = pages.filter((address) => address.startsWith("/cabinet"))
    const correction = "/cabinet/requests/new/rectification?category=name&field=surname"
    const [asBorrower, second] = await faultsOfForms(person.page, [...cabinet, ...rights, correction])
    expect([...first, ...second]).toEqual([])
    expect(asStranger).toBeGreaterThan(6)
    expect(asBorrower).toBeGreaterThan(10)
  })

  test("is told on the page, to an officer and to an administrator", async ({ officer, administrator }) => {
    const { pages } = addresses()
    const desk = pages.filter((address) => address.startsWith("/admin"))
    for (const { page } of [officer, administrator]) {
      const [sent, faults] = await faultsOfForms(page, desk)
      expect(faults).toEqual([])
      expect(sent).toBeGreaterThan(10)
    }
  })
})
