import { asSigned, type Signed, type StaffActor, type SubjectActor } from "@/lib/context"
import { myRequest } from "@/lib/requests/my-request"
import { listMyRequests } from "@/lib/requests/queries"
import { queuePage } from "@/lib/requests/queue"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"
import { alternate, type Measurement, timed } from "./measurement"
import { fillRequests } from "./queue-filling"

const ROUNDS = 5
const OPEN = 1_000_000
const PAGES = { queue: 30, cabinet: 60 }
/** As many requests as somebody who uses the portal much has. */
const OWN = 20

type Walled = { here: TestDeployment; officer: Signed<StaffActor>; borrower: Signed<SubjectActor> }

/**
 * The queries of a borrower's requests and of the staff's queue with row-level security, against the same on a copy of the
 * database whose owner switched it off. `ratio` is the greater of the two.
 */
export async function rls(): Promise<Measurement> {
  const first = await testDeployment()
  await fill(first)
  const [walled, open] = [
    await peopleOf(await first.copy()),
    await peopleOf(await without(await first.copy())),
  ]
  await first.close()
  const both: Measurement[] = []
  for (const page of [cabinetPages, queuePages]) {
    for (const each of [walled, open]) await page(each)
    both.push(
      await alternate(
        ROUNDS,
        "ms per page",
        () => page(walled),
        () => page(open),
      ),
    )
  }
  await Promise.all([walled.here.close(), open.here.close()])
  const [cabinet, queue] = both as [Measurement, Measurement]
  return { ...(cabinet.ratio > queue.ratio ? cabinet : queue), cabinet, queue, open: OPEN }
}

async function fill(here: TestDeployment): Promise<void> {
  const officer = await here.staff("officer")
  const borrower = await here.borrower(1)
  await fillRequests(here.owner, OPEN, officer.actor.accountId)
  const { subjectId, accountId } = borrower.actor
  const mine = await here.owner.query<{ id: string }>(
    `update requests set subject_id = $1, requester_id = $2 where id in (select id from requests order by number limit ${OWN})
     returning id`,
    [subjectId, accountId],
  )
  const ids = mine.rows.map(({ id }) => id)
  await here.owner.query("alter table request_parts disable trigger user")
  await here.owner.query("update request_parts set subject_id = $1 where request_id = any ($2)", [
    subjectId,
    ids,
  ])
  await here.owner.query("alter table request_parts enable trigger user")
}

/** The same deployment with nothing between a role and anybody's rows but its grants. */
async function without(here: TestDeployment): Promise<TestDeployment> {
  const { rows } = await here.owner.query<{ table: string }>(
    "select tablename as table from pg_tables where schemaname = 'public'",
  )
  for (const { table } of rows) await here.owner.query(`alter table ${table} disable row level security`)
  return here
}

async function peopleOf(here: TestDeployment): Promise<Walled> {
  await here.owner.query("vacuum analyze requests, request_parts")
  return { here, officer: await here.staff("officer"), borrower: await here.borrower(1) }
}

const perPage = async (pages: number, page: () => Promise<unknown>) =>
  (await timed(async () => {
    for (let n = 0; n < pages; n++) await page()
  })) / pages

const queuePages = ({ here, officer }: Walled) =>
  perPage(PAGES.queue, () =>
    asSigned(here.house, officer, "bench", async (ctx) => {
      const { rows } = await queuePage(ctx, { view: "open", after: null })
      if (rows.length === 0) throw new Error("the queue is empty")
    }),
  )

const cabinetPages = ({ here, borrower }: Walled) =>
  perPage(PAGES.cabinet, () =>
    asSigned(here.house, borrower, "bench", async (ctx) => {
      const all = await listMyRequests(ctx)
      if (all.length !== OWN) throw new Error("the borrower sees other requests than their own")
      await myRequest(ctx, all[0]?.number ?? "")
    }),
  )
