import { type Day, zonedTime } from "./day"
import type { Maker } from "./maker"
import type { Choices } from "./random"

const pages: Choices<string> = [
  "https://somo.example/",
  "https://somo.example/zayim",
  "https://somo.example/zayim/aryz",
  "https://somo.example/kabinet",
  "https://somo.example/kabinet/tolom",
  "https://somo.example/kabinet/kelishim",
  "https://somo.example/suroolor",
  "https://somo.example/bailanysh",
]

const browsers: Choices<{ name: string; agent: string }> = [
  { name: "Chrome 130, Android 14", agent: "Mozilla/5.0 (Linux; Android 14; TEST) Chrome/130.0 Mobile" },
  { name: "Safari 18, iOS 18", agent: "Mozilla/5.0 (iPhone; TEST) Version/18.0 Safari/605.1" },
  { name: "Firefox 132, Windows", agent: "Mozilla/5.0 (Windows NT 10.0; TEST) Firefox/132.0" },
]

const networks: Choices<string> = ["192.0.2", "198.51.100", "203.0.113"]
const providers: Choices<string> = [
  "mobile.provider.example",
  "home.provider.example",
  "office.provider.example",
]

function writeSession(maker: Maker, user: number | null, day: Day, requests: number): void {
  const { batch, random } = maker
  const session = random.uuid()
  const browser = random.pick(browsers)
  let second = random.int(7 * 3600, 20 * 3600)
  const started = second
  const visited: [at: number, page: string][] = []
  for (let n = 0; n < requests; n++) {
    visited.push([second, n === 0 ? pages[0] : random.pick(pages)])
    second += random.int(2, 120)
  }
  batch.add("web.site_sessions", {
    session_id: session,
    user_id: user,
    started_at: zonedTime(day, started),
    last_seen_at: zonedTime(day, second),
    ip: `${random.pick(networks)}.${random.int(1, 254)}`,
    cookie: `sid=test-${session.slice(0, 13)}; lang=ky`,
    browser: browser.name,
    user_agent: browser.agent,
    provider_domain: random.pick(providers),
  })
  for (const [at, page] of visited) {
    batch.add("web.page_requests", {
      request_id: batch.id("web.page_requests"),
      session_id: session,
      user_id: user,
      requested_at: zonedTime(day, at),
      page_address: page,
      http_status: 200,
    })
  }
}

/** Visits to the site between registration and the last day of business, a few from people not signed in. */
export function writeVisits(maker: Maker): void {
  const { random, person, story, today } = maker
  const last = story.endedOn ?? today - 1
  const perVisit = story.pageRequests > 100 ? 50 : 5
  for (let left = story.pageRequests; left > 0; left -= perVisit) {
    const day = random.int(Math.min(story.registeredOn, last), last)
    writeSession(maker, person.id, day, Math.min(left, perVisit))
  }
  if (random.chance(0.1)) writeSession(maker, null, last, random.int(1, 3))
}
