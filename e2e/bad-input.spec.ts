import { createHash, randomUUID } from "node:crypto"
import { request } from "node:http"
import { PDF } from "@/lib/testing/files.fixture"
import { HEIC } from "@/lib/uploads/corpus.fixture"
import { pdf } from "@/lib/uploads/pdf.fixture"
import { codeSentTo, lender, portal, portalUrl } from "./deployment"
import { contentsOf } from "./raw-form"
import { expect, PASSWORD, signIn, test } from "./test"

const tenMegabytes = 10 * 1024 * 1024

test.describe("signing in and up with something wrong @nojs", () => {
  test("a wrong password and an unknown login get the same words, and the login stays typed", async ({
    person,
    customer,
  }) => {
    const stranger = await customer("repaid")
    for (const login of ["+996555000002", stranger.phone]) {
      await signIn(person, login, "not the password")
      await person.isRefused("errors.wrong_password")
      await expect(person.field("sign-in.login")).toHaveValue(login)
      await expect(person.field("sign-in.password")).toHaveValue("")
    }
  })

  test("an unknown PIN looks like a known one, a misshapen PIN is told, an old or wrong code is no key", async ({
    person,
    customer,
  }) => {
    const known = await customer("repaid")
    await person.open("/sign-up")
    await person.type("sign-up.pin", "215051990")
    await person.type("sign-up.contact", known.phone)
    await person.press("sign-up.submit")
    await person.isRefused("errors.pin_shape")
    await expect(person.field("sign-up.contact")).toHaveValue(known.phone)

    const answer = async (pin: string, contact: string) => {
      await person.open("/sign-up")
      await person.type("sign-up.pin", pin)
      await person.type("sign-up.contact", contact)
      await person.press("sign-up.submit")
      await person.seesTitle("sign-up.code.title")
      return person.main.innerText()
    }
    const since = new Date()
    const unknown = await answer(`${known.pin.slice(0, 10)}9999`, "+996555999999")
    expect(await answer(known.pin, known.phone)).toBe(unknown)

    const code = await codeSentTo(known.phone, since)
    const typed = async (digits: string) => {
      await person.type("sign-up.code.code", digits)
      await person.type("sign-up.code.password", PASSWORD)
      await person.press("sign-up.code.submit")
    }
    await typed(code === "000000" ? "000001" : "000000")
    await person.isRefused("errors.wrong_code")
    await portal("update sign_ups set expires_at = now() - interval '1 second' where used_at is null")
    await typed(code)
    await person.isRefused("errors.code_expired")
    await person.open("/cabinet")
    await person.seesTitle("sign-in.title")
  })
})

test.describe("a correction that cannot be taken @nojs", () => {
  test("a file that is too large or not what it says, a value the field cannot hold: told beside the field, nothing lost", async ({
    person,
    signUpAs,
  }) => {
    const { id } = await signUpAs("repaid")
    const attach = (name: string, buffer: Buffer) =>
      person
        .field("request.correct.evidence")
        .setInputFiles({ name, mimeType: "application/octet-stream", buffer })
    await person.open("/cabinet/requests/new/rectification?category=name&field=surname")
    await person.type("request.correct.new", "Жаңысы")
    await attach("күбөлүк.pdf", Buffer.alloc(tenMegabytes + 1, PDF))
    if (await person.field("request.correct.evidence").evaluate((field) => (field as HTMLInputElement).value))
      await person.press("request.continue")
    await person.isRefused("errors.file_too_big")
    await expect(person.field("request.correct.new")).toHaveValue("Жаңысы")

    await attach("күбөлүк.pdf", Buffer.from("MZ this is a program"))
    await person.press("request.continue")
    await person.isRefused("errors.file_not_as_named")
    await expect(person.field("request.correct.new")).toHaveValue("Жаңысы")
    await attach("программа.exe", PDF)
    await person.press("request.continue")
    await person.isRefused("errors.file_kind")
    await attach("күбөлүк.pdf", pdf({ catalog: "/OpenAction<</S/JavaScript/JS(1)>>" }))
    await person.press("request.continue")
    await person.isRefused("errors.pdf_active")
    await expect(person.field("request.correct.new")).toHaveValue("Жаңысы")
    await attach("сүрөт.heic", HEIC)
    await person.press("request.continue")
    await person.seesTitle("request.check.title")
    await expect(person.main).toContainText(/[0-9a-f]{12}\.jpg/)

    await person.open("/cabinet/requests/new/rectification?category=sex")
    await person.type("request.correct.new", "X")
    await person.press("request.continue")
    await person.isRefused("errors.does_not_fit")
    await expect(person.field("request.correct.new")).toHaveValue("X")

    await person.open("/cabinet/requests/new/rectification?category=email")
    await person.type("request.correct.new", "кат@@example")
    await person.press("request.correct.sendCode")
    await person.isRefused("errors.email_shape")

    await person.open("/cabinet/requests/new/rectification?category=birth_date")
    const day = (part: string) => person.field(`common.date.${part}`)
    await day("day").fill("31")
    await day("month").fill("2")
    await day("year").fill("1990")
    await person.press("request.continue")
    await person.isRefused("errors.date_shape")
    await expect(day("day")).toHaveValue("31")
    const [row] = await lender("select sex from core.customers where customer_id = $1", [id])
    expect(row?.sex).not.toBe("X")
  })
})

test("an address that cannot be decoded is one nothing stands at", async ({ person }) => {
  for (const address of ["/policy/%ff", "/cabinet/requests/%E0%A4", "/%"])
    expect(await person.open(address), address).toBe(404)
})

test.describe("sending that breaks off", () => {
  test.use({ javaScriptEnabled: false })

  test("leaves nothing of a document half of which came; the whole of it is taken", async ({
    person,
    signUpAs,
  }) => {
    await signUpAs("repaid")
    const address = "/cabinet/requests/new/rectification?category=name&field=surname"
    await person.open(address)
    const file = pdf({ head: `%${randomUUID()}\n` })
    const sending = new FormData()
    for (const [name, value] of await contentsOf(person.main.locator("form")))
      if (name !== "evidence") sending.append(name, name === "value" ? "Жаңысы" : value)
    sending.append("evidence", new Blob([new Uint8Array(file)]), "scan.pdf")
    const whole = new Response(sending)
    const type = whole.headers.get("content-type") ?? ""
    const body = Buffer.from(await whole.arrayBuffer())
    const kept = async () => {
      const hash = createHash("sha256").update(file).digest()
      return (await portal("select 1 from attachments where hash = $1", [hash])).length
    }
    const cookies = await person.page.context().cookies()
    const headers = {
      origin: portalUrl(),
      "content-type": type,
      cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; "),
    }
    const half = request(`${portalUrl()}${address}`, {
      method: "POST",
      headers: { ...headers, "content-length": body.length },
    })
    half.on("error", () => undefined)
    await new Promise<void>((sent) => half.write(body.subarray(0, body.length - 200), () => sent()))
    half.destroy()
    await person.open("/cabinet")
    expect(await kept()).toBe(0)
    const answer = await fetch(`${portalUrl()}${address}`, {
      method: "POST",
      headers,
      body,
      redirect: "manual",
    })
    expect(answer.status).toBe(303)
    expect(await kept()).toBe(1)
  })
})
