import { readFileSync } from "node:fs"
import http from "node:http"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { startProgram } from "@/bin/start/children"
import { freePort } from "@/db/embedded/place"
import { roleUrl } from "@/db/pools"
import { checkPolicy } from "@/lib/policy/check"
import { isRelational } from "@/lib/sources/map-schema"
import { readDataMap } from "@/lib/sources/read-map"
import { alternate, type Measurement } from "./measurement"
import { type Portal, startPortal } from "./portal"

const ROUNDS = 5
const REQUESTS = 40
const WARM_UP = 120
const PHONE = "+996555000001"
/** What a borrower who asked for 1,000 pages has most of. */
const CATEGORY = "page_address"
const ITEMS = 100

/**
 * The first page of the largest category of a borrower with 1,000 items, over HTTP to the last byte, against the sum of
 * an empty dynamic page of the same build and a bare handler that runs the same queries.
 */
export async function cabinetData(): Promise<Measurement> {
  const portal = await startPortal(process.env.UKUK_TEST_PG ?? "", PHONE)
  const bare = await startBare(portal)
  try {
    const [page, empty] = [`${portal.url}/cabinet/data/${CATEGORY}`, `${portal.url}/demo/empty`]
    const seen = await seeAll(page, empty, bare.url, portal.cookie)
    const per = (url: string, times = REQUESTS) => msPerRequest(url, portal.cookie, times)
    for (const url of [page, empty, bare.url]) await per(url, WARM_UP)
    const parts: { empty: number; bare: number }[] = []
    const found = await alternate(
      ROUNDS,
      "ms per page",
      () => per(page),
      async () => {
        const part = { empty: await per(empty), bare: await per(bare.url) }
        parts.push(part)
        return part.empty + part.bare
      },
    )
    return { ...found, ...seen, parts }
  } finally {
    await bare.stop()
    await portal.stop()
  }
}

type Answer = { status: number; body: string; ms: number }

const agent = new http.Agent({ keepAlive: true })

/** One request; the time runs to the last byte. */
function get(url: string, cookie: string): Promise<Answer> {
  const start = process.hrtime.bigint()
  return new Promise((resolve, reject) => {
    const request = http.get(url, { agent, headers: { cookie } }, (response) => {
      const chunks: Buffer[] = []
      response.on("data", (chunk: Buffer) => chunks.push(chunk))
      response.once("end", () => {
        const ms = Number(process.hrtime.bigint() - start) / 1e6
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString(), ms })
      })
    })
    request.once("error", reject)
  })
}

async function msPerRequest(url: string, cookie: string, times: number): Promise<number> {
  let sum = 0
  for (let n = 0; n < times; n++) {
    const { status, ms } = await get(url, cookie)
    if (status !== 200) throw new Error(`${new URL(url).pathname} answered ${status}`)
    sum += ms
  }
  return sum / times
}

/** What is measured is what it is said to be: the page shows its items, the handler reads as many. */
async function seeAll(page: string, empty: string, bare: string, cookie: string) {
  const [shown, nothing, rows] = [await get(page, cookie), await get(empty, cookie), await get(bare, cookie)]
  const lines = shown.body.match(/<li class="[^"]*line">/g)?.length ?? 0
  const read = rows.body.match(/"k0":/g)?.length ?? 0
  // Two items a line: the address asked for, and what came of it.
  if (2 * lines !== ITEMS || read !== ITEMS)
    throw new Error(`the page shows ${lines} lines and the handler reads ${read} items`)
  return { bytes: { page: shown.body.length, empty: nothing.body.length } }
}

/** The bare handler as a program of its own, which knows the session and the person beforehand. */
async function startBare({ deployment, token, subject, customer }: Portal) {
  const port = await freePort()
  const { ownerUrl, masterKey, env, home, policy } = deployment
  const { folder } = await checkPolicy(policy)
  const map = folder && (await readDataMap(policy, folder.policy)).dataMap
  const lender = map?.sources.lender
  const known = lender && isRelational(lender) ? lender.facts : {}
  const asked = folder?.policy.facts.flatMap(({ code }) => known[code]?.sql ?? []) ?? []
  const program = startProgram({
    name: "bare handler",
    args: ["--import", "tsx", "bench/bare-page.ts"],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "production",
      PORT: String(port),
      AUTH_URL: roleUrl(ownerUrl, "ukuk_auth", masterKey),
      SUBJECT_URL: roleUrl(ownerUrl, "ukuk_subject", masterKey),
      LENDER_URL: env.LENDER_URL,
      TOKEN: token,
      SUBJECT: subject,
      CUSTOMER: customer,
      FACTS: JSON.stringify(asked),
    },
    log: path.join(home, "bare.log"),
  })
  const url = `http://127.0.0.1:${port}/`
  for (let tries = 0; tries < 100; tries++) {
    if (
      await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return { url, stop: program.stop }
    await sleep(100)
  }
  await program.stop()
  throw new Error(readFileSync(path.join(home, "bare.log"), "utf8"))
}
