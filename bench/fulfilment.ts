import pg from "pg"
import { atOnce } from "@/db/transaction"
import { asWorker } from "@/lib/context"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { computePlan } from "@/lib/fulfilment/plan"
import { planningGround, planningNow } from "@/lib/fulfilment/planning"
import { storePlan } from "@/lib/fulfilment/store-plan"
import { pinnedOf, readPart } from "@/lib/requests/access"
import { scopeOf } from "@/lib/requests/propose"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"
import { type SeededErasure, seedErasures } from "@/lib/testing/erasures"
import { eraseByHand } from "./fulfilment-by-hand"
import { alternate, type Measurement, timed } from "./measurement"

const ROUNDS = 5
const EACH = 200
/** Worker and script run for long in life: what only the first ones pay is left out. */
const WARM_UP = 100
const EIGHT_YEARS = 8 * 365 * 86_400_000

/** Customers whose every loan was repaid long ago and who share no row with another: everything of theirs goes. */
const GONE = `
  select c.customer_id::text as id from core.customers c
  where exists (select 1 from core.loans l where l.customer_id = c.customer_id)
    and not exists (select 1 from core.loans l where l.customer_id = c.customer_id and l.status <> 'closed')
    and not exists (select 1 from core.pledges p join core.loans l using (loan_no) where l.customer_id = c.customer_id and p.returned_at is null)
    and not exists (select 1 from core.payments p join core.loans l using (loan_no) where l.customer_id = c.customer_id and p.reversed_at is not null)
    and not exists (select 1 from core.contact_persons p where c.customer_id in (p.customer_id, p.linked_customer_id) and p.linked_customer_id is not null)
    and not exists (select 1 from core.customer_addresses a join core.customer_addresses b using (addr_id) where a.customer_id = c.customer_id and b.customer_id <> c.customer_id)
  order by c.customer_id limit $1`

/**
 * Erasing 1,000 borrowers: plan, execution and verification with all that the portal keeps of it, against the same
 * deletes and updates by hand-written SQL with one re-reading per table, one transaction per person.
 */
export async function fulfilment(): Promise<Measurement> {
  const here = await testDeployment({ borrowers: 18_000, today: new Date(Date.now() - EIGHT_YEARS) })
  const wanted = 2 * (ROUNDS * EACH + WARM_UP)
  const { rows } = await here.lender.query<{ id: string }>(GONE, [wanted])
  if (rows.length < wanted) throw new Error(`only ${rows.length} borrowers fit the measurement`)
  const all = rows.map(({ id }) => id)
  const ids = all.slice(2 * WARM_UP)
  const batch = (n: number) => ids.slice(n * EACH, (n + 1) * EACH)
  const seed = (customers: string[], from: number) =>
    seedErasures(here.house, here.owner, customers, { planned: false, from })
  const first = await seed(all.slice(0, WARM_UP), ROUNDS * EACH)
  const seeded: SeededErasure[][] = []
  for (let round = 0; round < ROUNDS; round++) seeded.push(await seed(batch(2 * round), round * EACH))
  const hand = new pg.Client({ connectionString: here.lenderUrl })
  await hand.connect()
  await inTurn(first, ({ part }) => eraseOne(here, part))
  await inTurn(all.slice(WARM_UP, 2 * WARM_UP), (id) => eraseByHand(hand, id))
  const found = await alternate(
    ROUNDS,
    "ms per borrower",
    async (round) =>
      (await timed(() => inTurn(seeded[round] ?? [], ({ part }) => eraseOne(here, part)))) / EACH,
    async (round) => (await timed(() => inTurn(batch(2 * round + 1), (id) => eraseByHand(hand, id)))) / EACH,
  )
  await hand.end()
  const { rows: states } = await here.owner.query(
    "select status, count(*)::int as n from request_parts group by 1",
  )
  const { rows: left } = await here.lender.query(
    "select count(*)::int as n from core.customers where customer_id = any($1) and pin is not null",
    [ids],
  )
  await here.close()
  return { ...found, borrowers: ROUNDS * EACH, states, leftWithPin: left[0]?.n }
}

async function inTurn<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (const item of items) await work(item)
}

async function eraseOne({ house }: TestDeployment, partId: string): Promise<void> {
  const read = await asWorker(house, "bench", { part: partId }, async (ctx) => {
    const part = await readPart(ctx, partId)
    const [scope, inForce] = await atOnce([scopeOf(ctx, part), pinnedOf(ctx, part)])
    return { part, scope, ground: await planningGround(ctx, part.subjectId, inForce) }
  })
  const plan = await computePlan(
    await planningNow(read.ground, house.sourcesOf(read.ground.inForce)),
    read.scope,
  )
  await asWorker(house, "bench", { part: partId }, (ctx) => storePlan(ctx, read.part, plan))
  await fulfilPart(house, partId)
}
