import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, expect, it } from "vitest"
import { asSigned, type Signed, type StaffActor, type SubjectActor } from "@/lib/context"
import { Invalid, NotAllowedNow } from "@/lib/errors"
import { scanUploads } from "@/lib/jobs/scan-uploads"
import { underView } from "@/lib/oversight/under-view"
import type { Part } from "@/lib/requests/access"
import { type Checked, checkAttachment, keepFor } from "@/lib/requests/attach"
import { openWorld, type World } from "@/lib/requests/cast.fixture"
import { myRequest } from "@/lib/requests/my-request"
import { attachmentForStaff } from "@/lib/requests/staff-documents"
import { clamd, HARM, startClamd } from "@/lib/uploads/clamd.fixture"
import { pdf } from "@/lib/uploads/pdf.fixture"
import { scansOf } from "@/lib/uploads/scans"

let world: World
let officer: Signed<StaffActor>
let person: Signed<SubjectActor>
let part: Part

const NOBODY = "tcp://127.0.0.1:9"
const HARMFUL = pdf({ head: `%${HARM}\n` })

beforeAll(async () => {
  world = await openWorld()
  officer = await world.colleague("officer")
  person = await world.borrower("+996555000001")
  part = await world.ask(person, { right: "question", about: [] }, "Кайсы маалымат?")
})
afterAll(() => world?.end())

const at = (clamdUrl: string | undefined) => ({ ...world.house, clamdUrl })
const check = (clamdUrl: string | undefined, bytes: Buffer = pdf()) =>
  checkAttachment(at(clamdUrl), person, { name: "scan.pdf", bytes })
const keep = async (file: Checked) => {
  await asSigned(world.house, person, randomUUID(), (ctx) => keepFor(ctx, part, file))
  return file.id
}
const stateOf = (id: string) => world.as(officer, async (ctx) => (await scansOf(ctx, [id])).get(id))
const take = (id: string) =>
  asSigned({ ...world.house, vaultFor: underView }, officer, randomUUID(), (ctx) =>
    attachmentForStaff(ctx, id),
  )

it("takes files without a scanner as not scanned; with one that is away they wait, and nobody gets them", async () => {
  const unscanned = await keep(await check(undefined))
  expect(await stateOf(unscanned)).toBe("received")
  expect((await take(unscanned)).bytes.equals(pdf())).toBe(true)
  await scanUploads(at(undefined))
  const waiting = await keep(await check(NOBODY))
  await expect(take(waiting)).rejects.toThrow(NotAllowedNow)
  await scanUploads(at(NOBODY))
  await scanUploads(at(NOBODY))
  expect([await stateOf(unscanned), await stateOf(waiting)]).toEqual(["received", "scanning"])
  await expect(take(waiting)).rejects.toThrow(NotAllowedNow)
  const before = randomUUID()
  expect(await stateOf(before)).toBe("received")
})

it.skipIf(!clamd)(
  "has ClamAV's daemon look: at once where it answers, later what came while it was away; what it finds is kept from all (not run without clamd)",
  async () => {
    const daemon = await startClamd(clamd ?? "")
    try {
      const harmless = await keep(await check(NOBODY))
      const harmful = await keep(await check(NOBODY, HARMFUL))
      const atOnce = await keep(await check(daemon.url))
      expect(await stateOf(atOnce)).toBe("clean")
      await expect(check(daemon.url, HARMFUL)).rejects.toMatchObject({
        fields: { evidence: { code: "file_infected" } },
      })
      await expect(check(daemon.url, HARMFUL)).rejects.toThrow(Invalid)
      await scanUploads(at(daemon.url))
      expect([await stateOf(harmless), await stateOf(harmful)]).toEqual(["clean", "refused"])
      expect((await take(harmless)).bytes.equals(pdf())).toBe(true)
      await expect(take(harmful)).rejects.toThrow(NotAllowedNow)
      const { rowCount: told } = await world.owner.query(
        "select 1 from outbox where subject_id = $1 and template = 'upload_refused'",
        [person.actor.subjectId],
      )
      expect(told).toBeGreaterThan(0)
      await scanUploads(at(daemon.url))
      expect(await stateOf(harmful)).toBe("refused")
      const mine = await asSigned(world.house, person, randomUUID(), (ctx) => myRequest(ctx, part.number))
      expect(mine.documents.find(({ id }) => id === harmful)?.scan).toBe("refused")
    } finally {
      await daemon.stop()
    }
  },
)

const MB = 1024 * 1024
const stored = (megabytes: number, requestId: string | null) =>
  world.owner.query(
    "insert into attachments (id, subject_id, request_id, name, media_type, size, hash, body) values (gen_random_uuid(), $1, $2, $3, 'application/pdf', $4, $3, $3)",
    [person.actor.subjectId, requestId, Buffer.alloc(1), megabytes * MB],
  )
const byHand = (work: string) =>
  asSigned(world.house, person, randomUUID(), ({ db }) => db.execute(work)).then(
    () => "done",
    (error: { code?: string; cause?: { code?: string } }) => error.cause?.code ?? error.code,
  )
const faults = (done: Promise<unknown>) =>
  done.then(
    () => ({}),
    (error: unknown) => (error instanceof Invalid ? error.fields : Promise.reject(error)),
  )

it("holds 10 MB a file, 30 MB a request, and 100 MB a month of what a person sends: told beside the field, and held by the database", async () => {
  await expect(stored(11, null)).rejects.toMatchObject({ code: "23514" })
  for (const _ of [1, 2]) await stored(10, part.requestId)
  await keep(await check(undefined))
  const draft = await check(undefined)
  const mine = person.actor.subjectId
  const row = (megabytes: number, request: string) =>
    `insert into attachments (id, subject_id, request_id, name, media_type, size, hash, body)
     values (gen_random_uuid(), '${mine}', ${request}, '\\x00', 'application/pdf', ${megabytes * MB}, '\\x00', '\\x00')`
  expect(await byHand(row(10, `'${part.requestId}'`))).toBe("UK080")
  await stored(9, part.requestId)
  expect(await faults(keep({ ...draft, bytes: Buffer.alloc(MB) }))).toEqual({
    evidence: { code: "upload_request_full" },
  })
  for (const _ of [1, 2, 3, 4, 5, 6, 7]) await stored(10, null)
  expect(await byHand(row(1, "null"))).toBe("UK081")
  const other = { ...part, requestId: null as unknown as string }
  expect(
    await faults(
      asSigned(world.house, person, randomUUID(), (ctx) =>
        keepFor(ctx, other, { ...draft, bytes: Buffer.alloc(MB) }),
      ),
    ),
  ).toEqual({ evidence: { code: "upload_quota" } })
  await world.owner.query(
    "update attachments set at = now() - interval '31 days' where subject_id = $1 and request_id is null",
    [mine],
  )
  expect(await byHand(row(1, "null"))).toBe("done")
})
