import { drizzle } from "drizzle-orm/node-postgres"
import { afterAll, beforeAll, expect, it } from "vitest"
import type { Ctx, StaffActor } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { addPeriod, backBy } from "@/lib/deadlines/period"
import { listDuties } from "@/lib/duties/list-duties"
import { Invalid } from "@/lib/errors"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { type InForce, inForce } from "@/lib/policy/editions"
import { keptUntil } from "@/lib/records/kept-until"
import { carrySweep } from "@/lib/retention/carry-sweep"
import { approveSweep, proposeSweep } from "@/lib/retention/decide-sweep"
import { finishReview, reviewRound } from "@/lib/retention/review"
import { scheduleOf, sweepRound } from "@/lib/retention/schedule"
import { searchSweep } from "@/lib/retention/search-sweep"
import { listSweeps } from "@/lib/retention/sweep"
import { relational } from "@/lib/sources/relational.fixture"
import { as } from "@/lib/testing/cases"
import { type FolderDeployment, folderDeployment } from "@/lib/testing/folder-deployment.fixture"

let here: FolderDeployment
let held: InForce
beforeAll(async () => {
  here = await folderDeployment("policies/om")
  held = await inForce(drizzle(here.owner))
})
afterAll(() => here?.close())

const by = async <T>(
  who: Parameters<FolderDeployment["staff"]>[0],
  work: (ctx: Ctx<StaffActor>) => Promise<T>,
) => as(here, await here.staff(who), work)
const TODAY = dayIn(new Date(), "Asia/Bishkek")
const NOT_NEEDED = { relation: "no", performed: "yes", requests: "no", contract: "no", grounds: "no" }

it("each rule is reviewed by the policy's five questions at its interval; answers that nothing is needed begin a search", async () => {
  await reviewRound(here.house)
  await reviewRound(here.house)
  const { open } = await by("officer", listDuties)
  const rules = held.policy.retentionRules.map(({ code }) => code).filter((code) => code !== "case_file")
  expect(open.map(({ about }) => about).sort()).toEqual([...rules].sort())
  const review = open.find(({ about }) => about === "action_logs")
  expect(review).toMatchObject({ kind: "review", dueOn: addPeriod(TODAY, "P6M"), every: "P6M" })
  expect(review?.document.questions.map(({ cites }) => cites?.[0]?.clause)).toEqual(Array(5).fill("7.1(3)"))
  const other = open.find(({ about }) => about === "account_term")
  const finish = (duty: string | undefined, answers: Record<string, string>) =>
    by("officer", (ctx) => finishReview(ctx, { duty: duty ?? "", answers, note: "" }))
  await expect(finish(review?.id, { relation: "no" })).rejects.toBeInstanceOf(Invalid)
  await finish(other?.id, { ...NOT_NEEDED, grounds: "yes" })
  expect(await by("officer", listSweeps)).toEqual([])
  await finish(review?.id, NOT_NEEDED)
  expect(await by("officer", listSweeps)).toMatchObject([{ rules: ["action_logs"], state: "searching" }])
  expect((await by("officer", listDuties)).open).toHaveLength(rules.length)
})

it("of logs, those beyond their year are erased and the others stay; the next search is due in its time", async () => {
  const source = [...here.sources.values()][0]
  const [found] = await by("officer", listSweeps)
  const sweep = found?.id ?? ""
  const logs = async (where: string) =>
    Number(
      (await source?.query(`select count(*)::int as n from ${await logTable()} where ${where}`))?.rows[0].n,
    )
  await source?.query(
    `insert into web.actions (visit_id, uid, done_at, action) select visit_id, uid, now() - interval '2 years', action
     from web.actions where uid = (select user_no from club.members where mobile = '+996555300003') limit 1`,
  )
  const before = await logs("true")
  while ((await by("officer", listSweeps))[0]?.state === "searching") await searchSweep(here.house, sweep)
  expect(await by("officer", listSweeps)).toMatchObject([{ state: "found" }])
  const known = await here.owner.query("select 1 from sweep_people where subject_id is not null")
  expect(known.rowCount).toBe(1)
  await here.owner.query(
    "delete from sweep_people where id not in (select id from sweep_people order by subject_id is null limit 3)",
  )
  await by("officer", (ctx) => proposeSweep(ctx, { sweep, reason: "Looked at the oldest lines" }))
  await by("approver", (ctx) => approveSweep(ctx, { sweep }))
  await carrySweep(here.house, sweep)
  const parts = await here.owner.query("select id from request_parts where scope ? 'swept'")
  for (const { id } of parts.rows) await fulfilPart(here.house, id)
  const states = await here.owner.query("select distinct status from request_parts where scope ? 'swept'")
  expect(states.rows).toEqual([{ status: "fulfilled" }])
  expect(await logs("true")).toBeLessThan(before)
  const next = (await by("auditor", (ctx) => scheduleOf(ctx, held))).find(
    ({ rule }) => rule === "action_logs",
  )
  expect(next).toEqual({ rule: "action_logs", last: TODAY, next: addPeriod(TODAY, "P1M") })
  await sweepRound(here.house)
  const begun = (await by("officer", listSweeps))[0]
  expect(begun).toMatchObject({ state: "searching", startedBy: null })
  expect(begun?.rules).not.toContain("action_logs")
})

it("each record says its own day where its period runs from it", () => {
  const ground = held.policy.grounds.find(({ code }) => code === "LOG_1Y")
  if (!ground) throw new Error("the policy has logs")
  const keepings = [
    {
      ground: { ...ground, origin: "policy" as const },
      sure: true,
      untilOn: TODAY,
      untilFact: null,
      plus: null,
    },
  ]
  const said = (recordedAt: string | null) =>
    keptUntil({ inForce: held, today: TODAY }, { keepings }, recordedAt, "en")
  expect(said(backBy(TODAY, "P1D"))).toBe(`kept until ${shown(addPeriod(backBy(TODAY, "P1D"), "P1Y"))}`)
  expect(said(backBy(TODAY, "P1Y"))).toBe("nothing requires keeping it")
})

const shown = (day: string) => day.split("-").reverse().join(".")
async function logTable(): Promise<string> {
  const map = Object.values(held.dataMap.sources)[0]
  const entry = Object.values(relational(map).entries).find(({ fields }) =>
    fields.some(({ category }) => category === "action_log"),
  )
  return entry?.table ?? ""
}
