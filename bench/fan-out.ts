import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import http from "node:http"
import { tmpdir } from "node:os"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { parse, stringify } from "yaml"
import { MAP, openCards, SECRET } from "@/lib/sources/http/reference/trial.fixture"
import { alternate, type Measurement, median } from "./measurement"
import { startPortal } from "./portal"

const ROUNDS = 5
/** So long the source answers nothing, and so often somebody looks meanwhile. */
const STALL_MS = 30_000
const LOOKS = 40
const WARM_UP = 120
const PHONE = "+996555000001"
const PIN = "21501199000001"
const CATEGORY = "page_address"
/** The lender's items on the first page stand on so many lines. */
const LINES = 50
const OTHER = "https://cards.example/statement"

/**
 * The first page of a category that two systems hold, over HTTP until the last of the lender's items is there, while the
 * other system answers nothing for 30 seconds, against the same while it answers.
 */
export async function fanOut(): Promise<Measurement> {
  const cards = await openCards()
  const policies = withCards()
  hold(cards.store)
  const portal = await startPortal(process.env.UKUK_TEST_PG ?? "", PHONE, {
    UKUK_POLICY: path.join(policies, "somo"),
    CARDS_URL: cards.server.url,
    CARDS_WEBHOOK_SECRET: SECRET,
  })
  const page = `${portal.url}/cabinet/data/${CATEGORY}`
  const look = () => msToItems(page, portal.cookie)
  const firsts: number[] = []
  try {
    for (let n = 0; n < WARM_UP; n++) await look()
    if (!(await bodyOf(page, portal.cookie)).includes(OTHER)) throw new Error("the page is without the cards")
    const found = await alternate(
      ROUNDS,
      "ms to the other source's items",
      async () => {
        cards.server.fault = "never"
        const times = await looks(look)
        cards.server.fault = null
        firsts.push(times[0] ?? 0)
        await untilWhole(page, portal.cookie)
        return median(times)
      },
      async () => median(await looks(look)),
    )
    return { ...found, stalledSeconds: STALL_MS / 1000, looks: LOOKS, firstWhileStalled: median(firsts) }
  } finally {
    await portal.stop()
    await cards.close()
    rmSync(policies, { recursive: true })
  }
}

/** The organisation's policies, with a second system in its data map. */
function withCards(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "ukuk-policies-"))
  cpSync("policies", folder, { recursive: true })
  const file = path.join(folder, "somo", "data-map.yaml")
  const map = parse(readFileSync(file, "utf8"))
  const pages = {
    origin: "site",
    fields: { page_address: { type: "text" }, http_status: { type: "number" } },
  }
  map.sources.cards = { ...MAP, holds: { email: MAP.holds.email, [CATEGORY]: pages } }
  writeFileSync(file, stringify(map))
  return folder
}

function hold({ change }: Awaited<ReturnType<typeof openCards>>["store"]): void {
  change({ person: { key: "1001", pin: PIN, phone: PHONE, language: "ky" } })
  const fields = { page_address: OTHER, http_status: 200 }
  change({ put: { id: "p-1", person: "1001", category: CATEGORY, at: "2026-02-01T00:00:00.000Z", fields } })
}

/** Looks spread over the time of the stall. */
async function looks(look: () => Promise<number>): Promise<number[]> {
  const times: number[] = []
  const began = performance.now()
  for (let n = 1; n <= LOOKS; n++) {
    times.push(await look())
    await sleep(Math.max(0, began + (n * STALL_MS) / LOOKS - performance.now()))
  }
  return times
}

const agent = new http.Agent({ keepAlive: true })

/** Milliseconds until the page so far holds all of the lender's lines; the rest of it is read and left. */
function msToItems(url: string, cookie: string): Promise<number> {
  const start = performance.now()
  return new Promise((resolve, reject) => {
    const request = http.get(url, { agent, headers: { cookie } }, (response) => {
      let body = ""
      response.setEncoding("utf8")
      response.on("data", (chunk: string) => {
        body += chunk
        if ((body.match(/<li class="[^"]*line">/g)?.length ?? 0) >= LINES) resolve(performance.now() - start)
      })
      response.once("end", () =>
        reject(new Error(`the page came without its items (${response.statusCode})`)),
      )
    })
    request.once("error", reject)
  })
}

const bodyOf = async (url: string, cookie: string): Promise<string> =>
  (await fetch(url, { headers: { cookie } })).text()

/** Until the system that was stalled is asked and waited for again. */
async function untilWhole(url: string, cookie: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const body = await bodyOf(url, cookie)
    if (body.includes(OTHER) && !body.includes('id="S:0"')) return
    await sleep(1_000)
  }
  throw new Error("the system that was stalled did not come back")
}
