import { spawn } from "node:child_process"
import { mkdtempSync, openSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import { encode } from "next-auth/jwt"
import pg from "pg"
import { ensureDatabase, sibling } from "@/bin/start/databases"
import { type Deployment, deploymentOf } from "@/bin/start/deployment"
import { untilReady } from "@/bin/start/ready"
import { freePort } from "@/db/embedded/place"
import { loadLender } from "@/db/lender/load"
import { testMasterKey } from "@/db/testing/database"
import { readConfiguration, readVariables } from "@/lib/configuration"
import { openHouse } from "@/lib/house"
import { normalLogin } from "@/lib/people/identifiers"
import { openSession } from "@/lib/people/sessions"

const BUILD_MS = 10 * 60_000

/** A running portal with the demo's lender, and a borrower signed in to it. */
export type Portal = {
  url: string
  deployment: Deployment
  /** The signed-in borrower: who they are here and at the lender, their session, and the cookie that carries it. */
  subject: string
  customer: string
  token: string
  cookie: string
  stop(): Promise<void>
}

/**
 * Starts the whole product on the measurements' own server, as `npm start` does, with a production build made where the
 * files have changed. The borrower with `phone` has made 1,000 page requests and is signed in. `more`: variables of this one.
 */
export async function startPortal(
  serverUrl: string,
  phone: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Portal> {
  const home = mkdtempSync(path.join(tmpdir(), "ukuk-bench-home-"))
  const port = await freePort()
  const url = `http://localhost:${port}`
  const own = {
    PORT: String(port),
    APP_URL: url,
    UKUK_HOME: home,
    UKUK_DEMO: "1",
    DATABASE_URL: sibling(serverUrl, "ukuk"),
    // The login roles belong to the whole server: their passwords stay those of the other measurements.
    MASTER_KEY: testMasterKey.toString("base64"),
    ...more,
  }
  const { value: variables, faults } = readVariables(own)
  if (!variables) throw new Error(faults.join("\n"))
  const deployment = deploymentOf(variables, null)
  const [source] = deployment.demoSources
  if (!source) throw new Error("the demo has no lender")
  await ensureDatabase(source.ownerUrl)
  await loadLender({ ...source, borrowers: 5_000, heavyPhone: phone })
  const stop = await start({ ...process.env, ...own }, path.join(home, "start.log"), port)
  const { token, subject, cookie } = await signIn(deployment, phone, "subject")
  return {
    url,
    deployment,
    subject,
    customer: await heaviest(source.ownerUrl),
    token,
    cookie,
    async stop() {
      await stop()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

async function start(env: NodeJS.ProcessEnv, log: string, port: number): Promise<() => Promise<void>> {
  const output = openSync(log, "a", 0o600)
  const child = spawn(process.execPath, ["bin/start.js"], { env, stdio: ["ignore", output, output] })
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()))
  const failed = ended.then(() => {
    throw new Error(`the product did not start:\n${readFileSync(log, "utf8")}`)
  })
  // After a successful start its end is what we asked for.
  failed.catch(() => undefined)
  await Promise.race([untilReady(port, BUILD_MS), failed])
  return async () => {
    child.kill("SIGTERM")
    await ended
  }
}

async function oneRow<T extends pg.QueryResultRow>(url: string, text: string, values: unknown[] = []) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const row = (await client.query<T>(text, values)).rows[0]
    if (!row) throw new Error("the borrower is not there")
    return row
  } finally {
    await client.end()
  }
}

/** The lender's key of the customer with the most page requests. */
const heaviest = async (lenderUrl: string): Promise<string> =>
  (
    await oneRow<{ id: string }>(
      lenderUrl,
      "select user_id::text as id from web.page_requests where user_id is not null group by 1 order by count(*) desc limit 1",
    )
  ).id

/** A session of somebody with this login, opened as sign-in opens it, and the cookie that carries it. */
export async function signIn({ env, ownerUrl }: Deployment, typed: string, kind: "subject" | "staff") {
  const { value: configuration, faults } = readConfiguration(env)
  if (!configuration) throw new Error(faults.join("\n"))
  const house = openHouse(configuration, { size: 1 })
  try {
    const login = normalLogin(typed)
    const { id, subject } = await oneRow<{ id: string; subject: string }>(
      ownerUrl,
      `select a.id, a.subject_id as subject from accounts a join account_logins l on l.account_id = a.id where l.hash = $1`,
      [login && house.vault.hash(login.kind, login.value)],
    )
    const device = { agent: "bench", address: "bench" }
    const token = await openSession(house, { id, kind }, kind === "staff" ? 2 : 1, device)
    const secret = env.AUTH_SECRET ?? ""
    return {
      subject,
      token,
      cookie: `ukuk.session=${await encode({ token: { sid: token }, secret })}; locale=ky`,
    }
  } finally {
    await house.close()
  }
}
