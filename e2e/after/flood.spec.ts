import { readFileSync } from "node:fs"
import { connect, type Socket } from "node:net"
import path from "node:path"
import { home, portalUrl } from "../deployment"
import { demoAccounts } from "../people"
import { contentsOf, post } from "../raw-form"
import { rawRequest } from "../raw-request"
import { expect, signIn, test } from "../test"

const [borrower = { signIn: "", password: "" }] = demoAccounts
const LARGE = 13 * 1024 * 1024

/** What the web server holds in memory, in MB. Its children are the web server and the worker. */
function memory(): number {
  const { children } = JSON.parse(readFileSync(path.join(home(), "running.json"), "utf8")) as {
    children: { pid: number }[]
  }
  const of = (pid: number) =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024
  return children.reduce((all, { pid }) => all + of(pid), 0)
}

/** A connection that begins a request and never ends it; resolves with what the server said by the time it hung up. */
function slow(begun: string): { socket: Socket; over: Promise<string> } {
  const { hostname, port } = new URL(portalUrl())
  const socket = connect(Number(port), hostname)
  const over = new Promise<string>((resolve) => {
    const said: Buffer[] = []
    socket.on("data", (part) => said.push(part))
    socket.on("error", () => resolve(""))
    socket.on("close", () => resolve(Buffer.concat(said).toString()))
  })
  socket.write(begun)
  return { socket, over }
}

test("floods of passwords, of half requests and of huge bodies are refused, and everybody else is answered", async ({
  person,
  other,
}) => {
  test.setTimeout(120_000)
  await signIn(person, borrower.signIn, borrower.password)
  await person.seesTitle("cabinet.title")
  await other.open("/sign-in")
  const form = await contentsOf(other.main.locator("form").first())
  const guess = (n: number, address: string) =>
    post(
      other.page,
      "/sign-in",
      form.map(([name, value]): [string, string] => [
        name,
        name === "login" ? `+99655512${1000 + n}` : name === "password" ? `guess ${n}, all wrong` : value,
      ]),
      { "x-forwarded-for": address },
    )
  const before = memory()

  // Half a request each, from the first of them on: they hold no place that others need.
  const waiting = Array.from({ length: 100 }, () =>
    slow(`POST /sign-in HTTP/1.1\r\nHost: ${new URL(portalUrl()).host}\r\nX-Slow: `),
  )
  const flood = Array.from({ length: 60 }, (_, n) => guess(n, "198.51.100.77"))
  const huge = Array.from({ length: 12 }, () =>
    rawRequest(
      "POST",
      "/sign-in",
      { origin: portalUrl(), "content-type": "application/octet-stream", host: new URL(portalUrl()).host },
      Buffer.alloc(LARGE),
    ).then(
      ({ status }) => status,
      // It may hang up before all of it was sent.
      () => 413,
    ),
  )
  // Meanwhile the others go on: a person in their cabinet, a page for anybody, the machine that asks how it is.
  for (const address of ["/cabinet", "/policy", "/cabinet/requests"])
    expect(await person.open(address), address).toBe(200)
  expect((await fetch(`${portalUrl()}/api/health/live`)).status).toBe(200)

  const answers = await Promise.all(flood)
  expect(answers.filter((answer) => answer.status() >= 500).length).toBe(0)
  const refused = await Promise.all(
    answers.map(async (answer) => (await answer.text()).includes('role="alert"')),
  )
  expect(refused.every(Boolean)).toBe(true)
  expect(new Set(await Promise.all(huge))).toEqual(new Set([413]))
  // The person signs in from elsewhere while their number's place is counted full.
  await person.open("/cabinet")
  await person.seesTitle("cabinet.title")

  const said = await Promise.all(waiting.map(({ over }) => over))
  expect(said.filter((words) => words !== "" && !words.startsWith("HTTP/1.1 408")).length).toBe(0)
  expect(memory() - before).toBeLessThan(400)
})
