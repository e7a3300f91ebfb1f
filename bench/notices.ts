import { type ChildProcess, spawn } from "node:child_process"
import { randomBytes, randomUUID } from "node:crypto"
import { once } from "node:events"
import { setTimeout as sleep } from "node:timers/promises"
import { asSigned } from "@/lib/context"
import { mailSink } from "@/lib/notices/carriers.fixture"
import { openRun } from "@/lib/notices/runs"
import { inForce } from "@/lib/policy/editions"
import { sealContact } from "@/lib/runs/contact"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"
import { type Measurement, timed } from "./measurement"

/** The full figure is 100,000 (`UKUK_BENCH_NOTICES`): the default keeps the measurement within a few minutes. */
const PEOPLE = Number(process.env.UKUK_BENCH_NOTICES ?? 20_000)
const KILL_MS = 10_000
const AT_ONCE = 1_000

/** What the sink took: of each recipient every Message-ID with how often it came, and when mail came. */
class Taken {
  readonly byPerson = new Map<string, Map<string, number>>()
  copies = 0
  private busy = 0
  private last = 0

  take({ to, messageId }: { to: string; messageId: string }): void {
    const known = this.byPerson.get(to) ?? new Map<string, number>()
    known.set(messageId, (known.get(messageId) ?? 0) + 1)
    this.byPerson.set(to, known)
    this.copies++
    const now = performance.now()
    // A gap this long is a worker that was killed and starts again.
    if (now - this.last < 500) this.busy += now - this.last
    this.last = now
  }

  get found() {
    const people = [...this.byPerson.values()]
    return {
      people: people.length,
      doubled: this.copies - people.length,
      doubledUnderAnotherId: people.filter((ids) => ids.size > 1).length,
      busySeconds: this.busy / 1000,
    }
  }
}

/**
 * One notice to many through a real mail server, its worker killed every ten seconds: none lost, doubled only under the
 * same Message-ID. The rate against that of a bare program that only sends as many mails to the same server.
 */
export async function notices(): Promise<Measurement> {
  const here = await testDeployment()
  const bare = await bareRate()
  const taken = new Taken()
  const sink = await mailSink((mail) => taken.take(mail))
  const run = await fillRun(here)
  const worker = keepKilling(envOf(here, sink.url))
  const ms = await timed(() => untilDone(here, run))
  await worker.stop()
  await sink.close()
  const found = taken.found
  const lost = PEOPLE - [...taken.byPerson.keys()].filter((to) => to.startsWith("person-")).length
  const { rows } = await here.owner.query(
    "select state, channel, count(*)::int as n from run_people where run_id = $1 group by 1, 2",
    [run],
  )
  await here.close()
  if (lost > 0 || found.doubledUnderAnotherId > 0)
    throw new Error(`${lost} lost, ${found.doubledUnderAnotherId} told twice under another Message-ID`)
  const [ours, withRestarts] = [taken.copies / found.busySeconds, PEOPLE / (ms / 1000)]
  return {
    ratio: rounded(ours / bare),
    ours: rounded(ours),
    baseline: rounded(bare),
    unit: "notices per second while a worker runs",
    runs: 1,
    people: PEOPLE,
    lost,
    doubled: found.doubled,
    doubledUnderAnotherId: found.doubledUnderAnotherId,
    kills: worker.kills(),
    /** Over the whole time, in which the worker was started again after each kill. */
    ratioWithRestarts: rounded(withRestarts / bare),
    states: rows,
  }
}

const rounded = (value: number) => Math.round(value * 100) / 100

/** Mails per second that the same server takes from a program that does nothing but send. */
async function bareRate(): Promise<number> {
  const taken = new Taken()
  const sink = await mailSink((mail) => taken.take(mail))
  const count = Math.min(PEOPLE, 10_000)
  const child = start(["bench/notices-bare.ts", sink.url, String(count)], process.env)
  await once(child, "exit")
  await sink.close()
  if (taken.copies !== count) throw new Error("the mail server did not take what the bare program sent")
  return count / taken.found.busySeconds
}

const start = (args: string[], env: NodeJS.ProcessEnv): ChildProcess =>
  spawn(process.execPath, ["bin/run.js", ...args], { env, stdio: ["ignore", "ignore", "inherit"] })

/** A run with its people written as they are gathered, by what a source would hold; its job stands in the queue. */
async function fillRun(here: TestDeployment): Promise<string> {
  const run = await asSigned(here.house, await here.staff("approver"), "bench", async (ctx) =>
    openRun(ctx, (await inForce(ctx.db)).policy, {
      ...{ kind: "edition", object: randomUUID(), template: "breach", rule: "edition_change" },
      audience: { subjects: "users" },
      parameters: { path: "/policy", number: "1", date: "23.11.2026", what: said, advice: said },
    }),
  )
  for (let from = 0; from < PEOPLE; from += AT_ONCE) {
    const rows = Array.from({ length: Math.min(AT_ONCE, PEOPLE - from) }, async (_, i) => {
      const ref = randomBytes(32)
      const email = `person-${from + i}@example.kg`
      const contact = { source: "lender", key: String(from + i), email, phone: null }
      const sealed = await sealContact(here.house.vault, run, ref, contact)
      return { ref: ref.toString("hex"), contact: sealed.toString("hex") }
    })
    await here.owner.query(
      `insert into run_people (run_id, ref, contact, language, channel)
       select $1, decode(ref, 'hex'), decode(contact, 'hex'), 'ky', 'email' from json_to_recordset($2) as r(ref text, contact text)`,
      [run, JSON.stringify(await Promise.all(rows))],
    )
  }
  return run
}

const said = { ky: "маалыматыңыз көчүрүлдү", ru: "ваши данные скопированы", en: "your data was copied" }

const envOf = ({ house: { configuration } }: TestDeployment, smtpUrl: string): NodeJS.ProcessEnv => ({
  ...process.env,
  ...configuration.connections,
  ...configuration.webhookSecrets,
  DATABASE_URL: configuration.databaseUrl,
  MASTER_KEY: configuration.masterKey.toString("base64"),
  AUTH_SECRET: configuration.authSecret,
  APP_URL: configuration.appUrl,
  UKUK_HOME: configuration.home,
  UKUK_POLICY: configuration.policy,
  UKUK_DEMO: "1",
  SMTP_URL: smtpUrl,
  NOTICES_PER_SECOND: "10000",
})

/** A worker that is killed every ten seconds, at whatever instruction, and started again. */
function keepKilling(env: NodeJS.ProcessEnv) {
  let isOver = false
  let kills = 0
  const living = (async () => {
    while (!isOver) {
      const child = start(["bin/worker.ts"], env)
      const ended = once(child, "exit")
      const until = Date.now() + KILL_MS
      while (!isOver && Date.now() < until) await sleep(50)
      child.kill("SIGKILL")
      await ended
      if (!isOver) kills++
    }
  })()
  return {
    kills: () => kills,
    async stop() {
      isOver = true
      await living
    },
  }
}

async function untilDone({ owner }: TestDeployment, run: string): Promise<void> {
  for (;;) {
    const { rows } = await owner.query("select state from notice_runs where id = $1", [run])
    if (rows[0]?.state === "done") return
    await sleep(200)
  }
}
