import { afterAll, beforeAll, expect, it } from "vitest"
import { refusalOf } from "@/db/testing/refusal"
import { Forbidden } from "@/lib/errors"
import type { OpenHouse } from "@/lib/house"
import { askForCheck, sourceChecksNow } from "@/lib/sources/drift/kept"
import { as } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"
import { checkAndKeep, checkSources } from "./keep-findings"

let here: TestDeployment
beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())

const told = async () =>
  (await here.owner.query("select 1 from outbox where template = 'source_drift'")).rowCount
const kept = async () => {
  const checks = await as(here, await here.staff("officer"), sourceChecksNow)
  return checks.get("lender")
}
const check = (house: OpenHouse = here.house) => checkAndKeep(house, "lender")
const jobs = async () =>
  (
    await here.owner.query<{ key: string }>(
      "select key from graphile_worker.jobs where task_identifier like 'check-source%' order by key",
    )
  ).rows.map(({ key }) => key)

it("what a source and its map do not agree in is kept until it is mended, and administrators are told once of what is new", async () => {
  await check()
  expect(await kept()).toMatchObject({ reached: true, findings: [] })
  await here.lender.query("alter table core.customers add column second_email text")
  for (let round = 0; round < 2; round += 1) await check()
  const first = await kept()
  expect(first?.findings).toMatchObject([
    { drift: { code: "personal_column", table: "core.customers", column: "second_email" } },
  ])
  expect(await told()).toBe(1)

  const { configuration } = here.house
  const away = { ...configuration.connections, LENDER_URL: "postgres://nobody@127.0.0.1:1/none" }
  await check({ ...here.house, configuration: { ...configuration, connections: away } })
  expect(await kept()).toMatchObject({ reached: false, findings: first?.findings })

  await here.lender.query(
    "create table core.letters (id int primary key, customer_id bigint references core.customers)",
  )
  await check()
  expect(await kept()).toMatchObject({
    reached: true,
    findings: [first?.findings[0], { drift: { code: "table_of_people", table: "core.letters" } }],
  })
  expect(await told()).toBe(2)
  await here.lender.query("drop table core.letters; alter table core.customers drop column second_email")
  await check()
  expect([(await kept())?.findings, await told()]).toEqual([[], 2])
})

it("an administrator has every source of the map compared at once, nobody else does, and what left the map is forgotten", async () => {
  await expect(as(here, await here.staff("officer"), askForCheck)).rejects.toThrow(Forbidden)
  expect(await jobs()).toEqual([])
  await as(here, await here.staff("admin"), askForCheck)
  await here.owner.query(
    "insert into source_checks (source, checked_at, reached) values ('former', now(), true)",
  )
  for (let round = 0; round < 2; round += 1) await checkSources(here.house)
  expect(await jobs()).toEqual(["check-source:lender", "check-sources"])
  const { rows } = await here.owner.query("select source from source_checks where source = 'former'")
  expect(rows).toEqual([])
})

it("the wall alone keeps staff from writing what was found, and from taking it away", async () => {
  await check()
  const admin = await here.staff("admin")
  const refused = (query: string) => refusalOf(as(here, admin, ({ db }) => db.execute(query)))
  const finding = "insert into source_findings (source, digest, finding) values ('lender', 'a', '{}')"
  expect(await refused(finding)).toBe("42501")
  expect(await refused("delete from source_findings")).toBe("42501")
  expect(await refused("update source_checks set reached = false")).toBe("42501")
  expect(await refusalOf(here.house.pools.worker.query("update source_findings set since = now()"))).toBe(
    "42501",
  )
})
