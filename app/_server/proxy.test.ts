import { NextRequest } from "next/server"
import { afterEach, describe, expect, test, vi } from "vitest"
import { TooMany } from "@/lib/errors"
import { queued } from "@/lib/people/hashing-queue"
import { proxy } from "@/proxy"

const ask = (method: string, headers: Record<string, string> = {}) =>
  proxy(new NextRequest("http://inner:3000/cabinet", { method, headers }))

afterEach(() => {
  vi.unstubAllEnvs()
})

describe("the proxy", () => {
  test("a form of our own passes; one from elsewhere, from nowhere or unnamed is refused", async () => {
    vi.stubEnv("APP_URL", "https://rights.example.kg")
    const own = { origin: "https://rights.example.kg" }
    expect((await ask("POST", own)).status).toBe(200)
    expect((await ask("POST", { ...own, "sec-fetch-site": "same-origin" })).status).toBe(200)
    const wrong: Record<string, string>[] = [
      {},
      { origin: "null" },
      { origin: "https://evil.example" },
      { origin: "https://evil.example", "x-forwarded-host": "evil.example" },
      { origin: "https://rights.example.kg.evil.example" },
      { origin: "http://rights.example.kg" },
      { ...own, "sec-fetch-site": "cross-site" },
      { ...own, "sec-fetch-site": "same-site" },
    ]
    for (const headers of wrong)
      expect((await ask("POST", headers)).status, JSON.stringify(headers)).toBe(403)
  })

  test("while passwords flood in, whoever types one is told when to come back; all else goes on", async () => {
    vi.stubEnv("APP_URL", "https://rights.example.kg")
    const post = (path: string, headers: Record<string, string> = {}) =>
      proxy(
        new NextRequest(`http://inner:3000${path}`, {
          method: "POST",
          headers: { origin: "https://rights.example.kg", ...headers },
        }),
      )
    const sentByScript = (path: string) => {
      const body = new FormData()
      body.append("_1_login", "x")
      body.append("0", '[{"status":"idle"},"$K1"]')
      const headers = { origin: "https://rights.example.kg", "next-action": "x" }
      return proxy(new NextRequest(`http://inner:3000${path}`, { method: "POST", headers, body }))
    }
    expect((await post("/sign-in")).status).toBe(200)
    const open = new EventTarget()
    const gate = new Promise<void>((resolve) => open.addEventListener("now", () => resolve()))
    const flood = Array.from({ length: 52 }, () => queued(() => gate))
    expect((await post("/recover/code")).status).toBe(429)
    const refused = await post("/sign-in")
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "10"])
    await expect(queued(() => gate)).rejects.toThrow(TooMany)
    // Sent by script, it reads so beside the form, and nothing typed is lost.
    expect((await sentByScript("/sign-in")).status).toBe(200)
    expect((await post("/sign-out")).status).toBe(200)
    open.dispatchEvent(new Event("now"))
    await Promise.all(flood)
    expect((await post("/sign-in")).status).toBe(200)
  })

  test("what a source tells comes from no page of ours: the route looks at its signature instead", async () => {
    vi.stubEnv("APP_URL", "https://rights.example.kg")
    const post = (path: string) => proxy(new NextRequest(`http://inner:3000${path}`, { method: "POST" }))
    expect((await post("/api/hooks/customers")).status).toBe(200)
    for (const path of ["/api/hooks", "/api/letters/hooks", "/cabinet/api/hooks/customers"])
      expect((await post(path)).status).toBe(403)
  })

  test("without APP_URL the names of loopback stand for one another, on our port alone", async () => {
    vi.stubEnv("APP_URL", "")
    vi.stubEnv("PORT", "4100")
    for (const host of ["localhost", "127.0.0.1", "[::1]"]) {
      expect((await ask("POST", { origin: `http://${host}:4100` })).status).toBe(200)
    }
    expect((await ask("POST", { origin: "http://localhost:4101" })).status).toBe(403)
  })

  test("reading needs no origin; methods nothing answers are refused", async () => {
    expect((await ask("GET")).status).toBe(200)
    expect((await ask("HEAD")).status).toBe(200)
    for (const method of ["PUT", "DELETE", "PATCH"]) {
      const answer = await ask(method, { origin: "http://localhost:3000" })
      expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS, POST"])
    }
  })

  test("an address that cannot be decoded is answered as one that nothing stands at", async () => {
    const open = (path: string) => proxy(new NextRequest(`http://inner:3000${path}`))
    const rewritten = async (path: string) => (await open(path)).headers.get("x-middleware-rewrite")
    expect(await rewritten("/policy/%ff")).toBe("http://inner:3000/no-such-page")
    expect(await rewritten("/policy/%D1%84")).toBeNull()
  })

  test("every answer is kept from caches and frames, with a nonce of its own that no client can choose", async () => {
    const [first, second] = [
      await ask("GET", { "x-nonce": "mine", "content-security-policy": "script-src 'nonce-mine'" }),
      await ask("GET"),
    ]
    const policy = first.headers.get("content-security-policy") ?? ""
    expect(policy).toMatch(/script-src 'self' 'nonce-[\w+/=]{24}' 'strict-dynamic'/)
    expect(policy).not.toContain("mine")
    expect(policy).not.toContain("unsafe")
    expect(policy).not.toBe(second.headers.get("content-security-policy"))
    expect(first.headers.get("x-middleware-request-content-security-policy")).toBe(policy)
    expect(first.headers.get("x-middleware-override-headers")).not.toContain("x-nonce")
    expect(first.headers.get("cache-control")).toBe("no-store")
    expect((await ask("PUT")).headers.get("x-content-type-options")).toBe("nosniff")
  })

  test("only a site served over https promises to stay there", async () => {
    vi.stubEnv("APP_URL", "https://rights.example.kg")
    expect((await ask("GET")).headers.get("strict-transport-security")).toContain("max-age=63072000")
    vi.stubEnv("APP_URL", "http://localhost:3000")
    expect((await ask("GET")).headers.get("strict-transport-security")).toBeNull()
  })
})
