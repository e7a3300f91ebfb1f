import { randomBytes, randomUUID } from "node:crypto"
import { sql } from "drizzle-orm"
import { afterAll, beforeAll, expect, it } from "vitest"
import { refusalOf } from "@/db/testing/refusal"
import type { Signed, StaffActor, SubjectActor } from "@/lib/context"
import { as, signLetter } from "@/lib/testing/cases"
import { type TestDeployment, testDeployment } from "@/lib/testing/deployment"

let here: TestDeployment
beforeAll(async () => {
  here = await testDeployment()
})
afterAll(() => here?.close())

/** What the database says to a statement of somebody signed in, past all our code. */
const byHand = <A extends StaffActor | SubjectActor>(who: Signed<A>, text: string): Promise<string> =>
  refusalOf(as(here, who, (ctx) => ctx.db.execute(sql.raw(text))))

it("a way in is given to the person's own account alone, by an officer who has nothing to do with them", async () => {
  const [officer, approver] = [await here.staff("officer"), await here.staff("approver")]
  const [person, other] = [await here.borrower(1), await here.borrower(2)]
  const { subjectId, accountId } = person.actor
  const part = await signLetter(here, 1, { right: "erasure", categories: ["email"] })
  const invite = (by: Signed<StaffActor>, account: string, invitedBy = by.actor.accountId) =>
    byHand(
      by,
      `insert into account_invitations (token_hash, account_id, subject_id, reach, kind, login, login_hash, locale, invited_by, expires_at)
       values ('\\x${randomBytes(32).toString("hex")}', '${account}', '${subjectId}', 'full', 'phone', '\\x00', '\\x00', 'ky', '${invitedBy}', now() + interval '1 day')`,
    )
  expect(await invite(officer, accountId)).toBe("done")
  expect(await invite(officer, randomUUID())).toBe("done")
  expect(await invite(officer, other.actor.accountId)).toBe("UK015")
  expect(await invite(officer, approver.actor.accountId)).toBe("UK015")
  expect(await invite(approver, accountId)).toBe("42501")
  expect(await invite(officer, accountId, approver.actor.accountId)).toBe("42501")

  const changes = [
    `update request_parts set status = 'working' where id = '${part.id}'`,
    `update requests set secrecy = 'S', review_on = current_date where id = '${part.requestId}'`,
    `update requests set secrecy = null, review_on = null where id = '${part.requestId}'`,
  ]
  for (const change of changes) expect(await byHand(officer, change), change).toBe("done")
  await here.owner.query("insert into staff_ties (staff_id, subject_id, kind) values ($1, $2, 'relative')", [
    officer.actor.accountId,
    subjectId,
  ])
  for (const change of changes) expect(await byHand(officer, change), change).toBe("UK012")
  expect(await invite(officer, accountId)).toBe("UK012")
})

it("one officer decides alone only where the policy says so, whatever a request says of itself", async () => {
  const part = await signLetter(here, 2, { right: "erasure", categories: ["email"] })
  const columns =
    "request_id, subject_id, right_code, kind, profile_id, edition_id, data_map_id, calendar_id, received_at, due_at, due_on, due_steps"
  const person = await here.borrower(2)
  const insert = (scope: string) =>
    byHand(
      person,
      `insert into request_parts (id, status, scope, ${columns}) select gen_random_uuid(), 'received', '${scope}', ${columns} from request_parts where id = '${part.id}'`,
    )
  expect(await insert('{"right": "erasure", "reviewed": "after"}')).toBe("UK021")
  expect(await insert('{"right": "erasure"}')).toBe("done")
})
