import { randomBytes, randomUUID } from "node:crypto"
import { drizzle } from "drizzle-orm/node-postgres"
import pg from "pg"
import { consentEvents } from "@/db/schema/consents"
import { ledgerInbox, ledgerPayloads } from "@/db/schema/ledger"
import { subjects } from "@/db/schema/people"
import { recordConsent } from "@/lib/consents/record-consent"
import { asWorker } from "@/lib/context"
import { openHouse } from "@/lib/house"
import { inForce } from "@/lib/policy/editions"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"
import { alternate, type Measurement, timed } from "./measurement"

const ROUNDS = 5
const WRITERS = 16
/** Acts each writer writes in a round; an act is a purpose with its operations. */
const ACTS = 40
/** Bytes of a leaf and of a sealed payload. */
const [LEAF, CELL] = [330, 420]
const OPERATIONS = ["collect", "use", "store", "transfer", "cross_border"] as const

/**
 * Consent events with their receipts, that is with the entry of the ledger that commits to each and its payload sealed
 * under the person's key, by 16 writers; against plain inserts of equal rows (event, leaf, payload), an act a
 * transaction in both. Events per second: more is better. `eventsAlone`: the same against the events' rows alone.
 */
export async function consents(): Promise<Measurement> {
  const here = await testDeployment()
  const house = openHouse(here.house.configuration, { size: WRITERS })
  const plain = new pg.Pool({ connectionString: here.owner.options.connectionString, max: WRITERS })
  const people = await seedPeople(here)
  const { edition } = await inForce(drizzle(here.owner))
  const withReceipt = (subject: string) =>
    asWorker(house, "bench", { subject }, (ctx) =>
      recordConsent(ctx, { ...act(subject, edition.id), operations: OPERATIONS }),
    )
  const rate = (write: (subject: string) => Promise<void>) => perSecond(people, write)
  const ours = () => rate(withReceipt)
  const equal = () => rate((subject) => insertPlainly(plain, act(subject, edition.id), true))
  const eventsOnly = () => rate((subject) => insertPlainly(plain, act(subject, edition.id), false))
  await ours()
  await equal()
  // As the server does by itself within a minute: else keys would be checked by plans made for tables with nothing in them.
  await here.owner.query("analyze")
  const found = await alternate(ROUNDS, "events per second", ours, equal)
  const alone = await alternate(ROUNDS, "events per second", ours, eventsOnly)
  const { rows } = await here.owner.query<{ receipts: number }>(
    "select count(ledger_id)::int as receipts from consent_events where purpose = 'contract'",
  )
  await Promise.all([house.close(), plain.end()])
  await here.close()
  return { ...found, writers: WRITERS, ...rows[0], eventsAlone: alone.ratio }
}

const act = (subjectId: string, editionId: string) =>
  ({
    ...{ subjectId, editionId, purpose: "contract", language: "ky" },
    ...({ event: "given", method: "ticked" } as const),
  }) as const

async function perSecond(people: readonly string[], write: (subject: string) => Promise<void>) {
  const ms = await timed(() => Promise.all(people.map((subject) => again(ACTS, () => write(subject)))))
  return (WRITERS * ACTS * OPERATIONS.length * 1_000) / ms
}

/** The rows of an act as anybody would insert them, as long as ours and saying as much; with the ledger's or without. */
async function insertPlainly(
  pool: pg.Pool,
  said: ReturnType<typeof act>,
  withLedger: boolean,
): Promise<void> {
  const client = await pool.connect()
  const db = drizzle(client)
  const ids = OPERATIONS.map(() => randomUUID())
  await client.query("begin")
  await db
    .insert(consentEvents)
    .values(
      OPERATIONS.map((operation) => ({ id: randomUUID(), ...said, operation, textHash: randomBytes(32) })),
    )
  if (withLedger) {
    await db.insert(ledgerInbox).values(ids.map((id) => ({ id, at: new Date(), leaf: randomBytes(LEAF) })))
    const payloads = ids.map((id) => ({
      id,
      subjectId: said.subjectId,
      salt: randomBytes(32),
      payload: randomBytes(CELL),
    }))
    await db.insert(ledgerPayloads).values(payloads)
  }
  await client.query("commit")
  client.release()
}

async function seedPeople(here: TestDeployment): Promise<string[]> {
  const people = Array.from({ length: WRITERS }, () => randomUUID())
  await drizzle(here.owner)
    .insert(subjects)
    .values(people.map((id) => ({ id })))
  return people
}

async function again(times: number, work: () => Promise<void>): Promise<void> {
  for (let n = 0; n < times; n++) await work()
}
