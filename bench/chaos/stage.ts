import { randomUUID } from "node:crypto"
import { appendFileSync, mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import path from "node:path"
import type { Configuration } from "@/lib/configuration"
import { mailSink } from "@/lib/notices/carriers.fixture"
import { addUsers } from "@/lib/runs/users.fixture"
import { type Cluster, openCluster } from "@/lib/testing/cluster.fixture"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"
import { seedSubject } from "@/lib/testing/erasures"
import { type NetProxy, openProxy } from "@/lib/testing/proxy.fixture"

/** Everything the chaos happens to: servers of its own, people who will act, a mail server, a folder for what is told. */
export type Stage = {
  here: TestDeployment
  cluster: Cluster
  /** Between every process and the databases. */
  door: NetProxy
  folder: string
  configuration: Configuration
  /** So many of the people may act. */
  allow(people: number): void
  note(file: string, text: string): void
  close(): Promise<void>
}

const FIRST = 900_000

/** Sets it up: `people` borrowers with an account and the same few data each, nobody of whom has asked anything yet. */
export async function openStage(people: number): Promise<Stage> {
  const cluster = await openCluster()
  const shared = process.env.UKUK_TEST_PG
  process.env.UKUK_TEST_PG = cluster.url
  const here = await testDeployment({ borrowers: 4 })
  const folder = mkdtempSync(path.join(tmpdir(), "ukuk-chaos-"))
  for (const file of ["history.jsonl", "mails.txt", "logs.txt"]) writeFileSync(path.join(folder, file), "")
  const note = (file: string, text: string) => appendFileSync(path.join(folder, file), text)
  const sink = await mailSink(({ messageId }) => note("mails.txt", `${messageId}\n`))
  const door = await openProxy({ host: "127.0.0.1", port: cluster.port })
  writeFileSync(path.join(folder, "cast.json"), JSON.stringify(await castOf(here, people)))
  const { configuration } = here.house
  const connections = Object.entries(configuration.connections).map(([name, url]) => [
    name,
    door.through(url),
  ])
  const allow = (n: number) => writeFileSync(path.join(folder, "allowed"), String(n))
  allow(0)
  return {
    ...{ here, cluster, door, folder, allow, note },
    configuration: {
      ...configuration,
      home: path.join(folder, "home"),
      databaseUrl: door.through(configuration.databaseUrl),
      connections: Object.fromEntries(connections),
      smtpUrl: sink.url,
    },
    async close() {
      await here.close()
      await Promise.all([door.close(), sink.close()])
      await cluster.stop()
      if (shared === undefined) delete process.env.UKUK_TEST_PG
      else process.env.UKUK_TEST_PG = shared
    },
  }
}

async function castOf({ house, owner, lender, staff }: TestDeployment, people: number) {
  await lender.query(
    `insert into core.customers (customer_id, customer_no, last_name, first_name, pin, mobile_phone, email, registered_at, updated_at)
     overriding system value
     select n, 'M' || n, 'Үлгүбаева', 'Айнур', '21505199' || n, '+996551' || n, 'c' || n || '@borrower.example', '2020-01-01', '2020-01-01'
     from generate_series($1::int, $1::int + $2::int - 1) n`,
    [FIRST, people],
  )
  await lender.query(
    `insert into core.contact_persons (customer_id, full_name, relation, phone, added_at)
     select n, 'Мисалов Чынгыз', 'relative', '+99655500100' || k, '2025-01-01' from generate_series($1::int, $1::int + $2::int - 1) n, generate_series(1, 2) k`,
    [FIRST, people],
  )
  await lender.query(
    `insert into core.expenses select n, k, 'rent', 9000, '2025-11-03'
     from generate_series($1::int, $1::int + $2::int - 1) n, generate_series(1, 3) k`,
    [FIRST, people],
  )
  const all = [...Array(people).keys()].map((n) => String(FIRST + n))
  const subjects = await addUsers(
    { house, owner },
    all.map((n) => `p${n}@person.example`),
  )
  const { rows } = await owner.query<{ id: string; subject: string }>(
    "select id, subject_id as subject from accounts where subject_id = any($1)",
    [subjects],
  )
  const accounts = new Map(rows.map(({ id, subject }) => [subject, id]))
  for (const [n, subject] of subjects.entries())
    await seedSubject(house, owner, subject, [
      { source: "lender", kind: "customer_id", value: all[n] ?? randomUUID() },
    ])
  const of = async (who: "officer" | "approver") => (await staff(who)).actor.accountId
  return {
    people: subjects.map((subject, n) => ({
      ...{ subject, account: accounts.get(subject), customer: all[n] },
      secrets: [
        `p${all[n]}@person.example`,
        `c${all[n]}@borrower.example`,
        `21505199${all[n]}`,
        `+996551${all[n]}`,
      ],
    })),
    staff: { officer: await of("officer"), approver: await of("approver") },
  }
}
