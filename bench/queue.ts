import { asSigned, type Signed, type StaffActor } from "@/lib/context"
import { PAGE_ROWS, type QueuePage, queuePage } from "@/lib/requests/queue"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"
import { alternate, type Measurement, timed } from "./measurement"
import { fillRequests } from "./queue-filling"

const ROUNDS = 5
const CALLS = 40
const [FEW, MANY] = [10_000, 1_000_000]

type Filled = { here: TestDeployment; officer: Signed<StaffActor> }

/** The first page of the officer's queue with an ever-growing pile behind it: a million open requests against ten thousand. */
export async function queue(): Promise<Measurement> {
  const [few, many] = [await filled(FEW), await filled(MANY)]
  const pages = { few: await firstPage(few), many: await firstPage(many) }
  for (const page of Object.values(pages))
    if (page.rows.length < PAGE_ROWS || !page.next) throw new Error("the first page is not a full one")
  const perPage = async (one: Filled) => (await timed(() => again(CALLS, () => firstPage(one)))) / CALLS
  await perPage(many)
  await perPage(few)
  const found = await alternate(
    ROUNDS,
    "ms per page",
    () => perPage(many),
    () => perPage(few),
  )
  await Promise.all([few.here.close(), many.here.close()])
  return { ...found, open: { ours: MANY, baseline: FEW }, counts: pages.many.counts }
}

async function filled(open: number): Promise<Filled> {
  const here = await testDeployment()
  const officer = await here.staff("officer")
  await fillRequests(here.owner, open, officer.actor.accountId)
  return { here, officer }
}

const firstPage = ({ here, officer }: Filled): Promise<QueuePage> =>
  asSigned(here.house, officer, "bench", (ctx) => queuePage(ctx, { view: "open", after: null }))

async function again(times: number, work: () => Promise<unknown>): Promise<void> {
  for (let n = 0; n < times; n++) await work()
}
