import { afterAll, beforeAll, expect, test } from "vitest"
import { withoutPolicies } from "@/db/testing/without-policies"
import type { Signed, StaffActor, SubjectActor } from "@/lib/context"
import { addDays, addMonths, dayIn } from "@/lib/deadlines/day"
import { explainDueDate } from "@/lib/deadlines/explain-due-date"
import { listDisclosures, myDisclosures } from "@/lib/disclosures/register"
import { listSecret, secretToReview } from "@/lib/disclosures/withheld"
import { Forbidden, Invalid } from "@/lib/errors"
import { fulfilPart } from "@/lib/fulfilment/fulfil"
import { runSelfService } from "@/lib/fulfilment/run-self-service"
import { letterText } from "@/lib/letters/letter-text"
import { listMyViews } from "@/lib/oversight/my-views"
import { approveProposal, openProposal } from "@/lib/requests/approve"
import { findCase, partToShow } from "@/lib/requests/case"
import { caseProposal } from "@/lib/requests/case-file"
import { type Disclosure, prepareDisclosure, proposeDisclosure } from "@/lib/requests/disclose"
import { cancelRequest, takePart } from "@/lib/requests/handle"
import { prepareLift } from "@/lib/requests/lift-restriction"
import { myRequest } from "@/lib/requests/my-request"
import { offersOf } from "@/lib/requests/offers"
import { prepareProposal, proposeDecision } from "@/lib/requests/propose"
import { listMyRequests } from "@/lib/requests/queries"
import { type EnteredAuthority, prepareAuthority, registerAuthority } from "@/lib/requests/register-authority"
import { reviewSecrecy } from "@/lib/requests/review-secrecy"
import { as, partRow } from "@/lib/testing/cases"
import { testDeployment } from "@/lib/testing/deployment"
import { faultsOf } from "@/lib/testing/faults.fixture"
import { SCAN } from "@/lib/testing/files.fixture"
import { type FolderDeployment, folderDeployment } from "@/lib/testing/folder-deployment.fixture"
import type { OpenDeployment } from "@/lib/testing/open-deployment"
import { noDay, typedAs } from "@/lib/testing/typed.fixture"

const ZONE = "Asia/Bishkek"
const today = dayIn(new Date(), ZONE)

let auction: FolderDeployment
let officer: Signed<StaffActor>
let approver: Signed<StaffActor>
let person: Signed<SubjectActor>

/** Each colleague signs in once: a third session would end the first. */
function seated<H extends Here>(here: H): H {
  const seats = new Map<string, Promise<Signed<StaffActor>>>()
  const staff: Here["staff"] = (who) => {
    const seat = seats.get(who) ?? here.staff(who)
    seats.set(who, seat)
    return seat
  }
  return { ...here, staff }
}

beforeAll(async () => {
  auction = seated(await folderDeployment("policies/infocom-auction"))
  officer = await auction.staff("officer")
  approver = await auction.staff("approver")
  person = await auction.person("+996555200002")
})
afterAll(() => auction.close())

const entered = (over: Partial<EnteredAuthority> = {}): EnteredAuthority => ({
  subject: person.actor.subjectId,
  whom: "",
  body: "Үлгү соту",
  number: "17-4/2231",
  date: typedAs(addDays(today, -3)),
  received: { ...typedAs(addDays(today, -1)), time: "10:00" },
  channel: "paper",
  language: "ru",
  ground: "authority_request",
  choice: ["mobile_phone", "purchases"],
  block: false,
  words: "По делу о проверке торгов.",
  secrecy: "",
  review: noDay,
  evidence: SCAN,
  ...over,
})

type Here = Pick<OpenDeployment, "house" | "owner" | "staff">

async function register(over: Partial<EnteredAuthority> = {}, here: Here = auction) {
  const who = await here.staff("officer")
  const ready = await prepareAuthority(here.house, who, entered(over))
  return as(here, who, (ctx) => registerAuthority(ctx, ready))
}

const refusal = (over: Partial<EnteredAuthority>) => faultsOf(register(over))

const giving = (part: { id: string; version: number }, over: Partial<Disclosure> = {}): Disclosure => ({
  part: part.id,
  version: part.version,
  give: ["mobile_phone", "purchases"],
  ground: "authority_request",
  purpose: "Проверка торгов по делу 17-4",
  withheldGround: "",
  withheldReason: "",
  ...over,
})

async function propose(
  part: { id: string; version: number },
  over: Partial<Disclosure> = {},
  here: Here = auction,
) {
  const who = await here.staff("officer")
  const { version } = await as(here, who, (ctx) => takePart(ctx, { part: part.id, version: part.version }))
  const input = giving({ id: part.id, version }, over)
  const prepared = await prepareDisclosure(here.house, who, input)
  return as(here, who, (ctx) => proposeDisclosure(ctx, input, prepared))
}

async function approve(part: { id: string; version: number }, here: Here = auction) {
  const who = await here.staff("approver")
  await as(here, who, (ctx) => approveProposal(ctx, { part: part.id, version: part.version }))
  await fulfilPart(here.house, part.id)
}

test("without body, number, date, scan or a ground of the policy nothing is registered, and each is told beside its field", async () => {
  const missing = { body: " ", number: "", date: noDay, ground: "consent", choice: [], evidence: null }
  expect(await refusal(missing)).toEqual({
    body: "required",
    number: "required",
    date: "required",
    ground: "ground_required",
    choice: "choose_one",
    evidence: "scan_needed",
  })
  expect(await refusal({ date: typedAs(addDays(today, 2)), channel: "phone" })).toEqual({
    date: "received_in_future",
    channel: "choose_one",
  })
  expect(await refusal({ secrecy: "SECRECY_BY_LAW", review: noDay })).toEqual({ review: "required" })
  expect(await refusal({ secrecy: "CONSENT", review: typedAs(addMonths(today, 13)) })).toEqual({
    secrecy: "ground_required",
    review: "hold_review_late",
  })
  expect((await auction.owner.query("select 1 from requests")).rowCount).toBe(0)
  await expect(prepareAuthority(auction.house, approver, entered())).rejects.toThrow(Forbidden)
  // Nobody is offered it for themselves.
  const offers = await as(auction, person, async (ctx) => offersOf(auction.inForce, ctx.now))
  expect(offers.map(({ right }) => right.code)).not.toContain("authority_request")
})

test("a request has its own clock; an officer proposes, another approves, and the person sees what went to whom", async () => {
  const part = await register()
  const found = await as(auction, officer, (ctx) => findCase(ctx, part.number))
  const shown = partToShow(found, undefined)
  expect(explainDueDate(shown.dueSteps, "ru")).toContain("7")
  expect(part.dueOn >= addDays(today, 6)).toBe(true)

  const proposed = await propose(part)
  const own = as(auction, officer, (ctx) =>
    approveProposal(ctx, { part: part.id, version: proposed.version }),
  )
  await expect(own).rejects.toThrow(Forbidden)
  expect(await as(auction, person, (ctx) => myDisclosures(ctx))).toEqual([])
  const letter = letterText((await as(auction, approver, (ctx) => openProposal(ctx, part)))?.letter ?? fail())
  expect(letter).toContain("17-4/2231")
  expect(letter).toContain("Проверка торгов по делу 17-4")
  expect(letter).toContain("+996555200002")
  expect(letter).not.toMatch(/ПИН/)
  const proposal = await as(auction, approver, (ctx) => caseProposal(ctx, shown))
  expect(proposal?.decisions.map(({ item, outcome }) => `${item} ${outcome}`)).toEqual([
    "* do",
    "mobile_phone do",
    "purchases do",
  ])

  await approve(proposed)
  expect((await partRow(auction, part.id)).status).toBe("fulfilled")
  expect(await as(auction, person, myDisclosures)).toMatchObject([
    {
      recipient: "Үлгү соту",
      categories: ["mobile_phone", "purchases"],
      ground: "authority_request",
      number: part.number,
    },
  ])
  const mine = await as(auction, person, (ctx) => myRequest(ctx, part.number))
  expect(mine.letters.map(({ direction, kind }) => `${direction} ${kind}`)).toEqual([
    "in authority_request",
    "out decision",
  ])
  expect(mine.parts[0]).toMatchObject({ mayCancel: false, mayLift: false, inWords: null })
  const { seen: views } = await as(auction, person, (ctx) => listMyViews(ctx))
  expect(views.some(({ categories }) => categories.includes("purchases"))).toBe(true)
  // The job may run again.
  await fulfilPart(auction.house, part.id)
  expect((await as(auction, person, myDisclosures)).length).toBe(1)
})

test("part of it can be withheld on a coded ground, all of it refused, and no other ground carries a disclosure", async () => {
  const part = await register()
  const { version } = await as(auction, officer, (ctx) =>
    takePart(ctx, { part: part.id, version: part.version }),
  )
  const seen = { id: part.id, version }
  const bad = (over: Partial<Disclosure>) =>
    prepareDisclosure(auction.house, officer, giving(seen, over)).catch((error) => error.fields)
  expect(await bad({ ground: "consent" })).toEqual({ ground: { code: "ground_required" } })
  expect(await bad({ give: ["pin"], purpose: "" })).toMatchObject({
    give: { code: "choose_one" },
    purpose: { code: "required" },
  })
  expect(await bad({ give: ["mobile_phone"] })).toEqual({
    withheldGround: { code: "ground_required" },
    withheldReason: { code: "reason_required" },
  })
  const forged = as(auction, officer, (ctx) =>
    ctx.db.execute(
      `insert into disclosures (subject_id, recipient, categories, purpose, ground, request_id) values ('${part.subjectId}', 'x', '{pin}', 'x', 'authority_request', '${part.requestId}')`,
    ),
  )
  await expect(forged).rejects.toMatchObject({ code: "UK012" })

  const partly = giving(seen, {
    give: ["mobile_phone"],
    withheldGround: "BODY_NOT_ENTITLED",
    withheldReason: "Не названа статья.",
  })
  const prepared = await prepareDisclosure(auction.house, officer, partly)
  const proposed = await as(auction, officer, (ctx) => proposeDisclosure(ctx, partly, prepared))
  await approve(proposed)
  const [given] = await as(auction, person, myDisclosures)
  expect(given?.categories).toEqual(["mobile_phone"])

  const other = await register()
  const taken = await as(auction, officer, (ctx) => takePart(ctx, { part: other.id, version: other.version }))
  const no = {
    part: other.id,
    version: taken.version,
    keeps: [],
    refusal: { ground: "BODY_NOT_ENTITLED", reason: "Закон не назван." },
    explanation: "",
  }
  const plan = await prepareProposal(auction.house, officer, no)
  const refused = await as(auction, officer, (ctx) => proposeDecision(ctx, no, plan))
  const letter = (await as(auction, approver, (ctx) => openProposal(ctx, other)))?.letter
  expect(letterText(letter ?? fail())).toContain("Үлгү соту")
  await as(auction, approver, (ctx) => approveProposal(ctx, { part: other.id, version: refused.version }))
  expect((await partRow(auction, other.id)).status).toBe("refused")
  expect((await as(auction, person, myDisclosures)).length).toBe(2)
})

test("under a cited secrecy ground the person is shown and told nothing until it is reviewed; the auditor sees it", async () => {
  const reviewOn = addDays(today, 30)
  const part = await register({ secrecy: "SECRECY_BY_LAW", review: typedAs(reviewOn), block: true })
  const rows = await auction.owner.query(
    "select id from request_parts where request_id = $1 and right_code = 'restriction'",
    [part.requestId],
  )
  const block = rows.rows[0].id as string
  await runSelfService(auction.house, block)
  await fulfilPart(auction.house, block)
  expect((await partRow(auction, block)).status).toBe("fulfilled")
  await approve(await propose(part))
  const hidden = async () => ({
    request: await as(auction, person, (ctx) => myRequest(ctx, part.number)).catch(
      (error) => error.constructor.name,
    ),
    listed: (await as(auction, person, listMyRequests)).some(({ number }) => number === part.number),
    disclosed: (await as(auction, person, myDisclosures)).some(({ number }) => number === part.number),
    rows: await as(auction, person, async (ctx) => {
      const { rows } = await ctx.db.execute(
        `select (select count(*) from letters where request_id = '${part.requestId}') + (select count(*) from part_events where part_id = '${part.id}')
         + (select count(*) from plan_operations where part_id = '${block}') + (select count(*) from views where request_id = '${part.requestId}') as n`,
      )
      return Number(rows[0]?.n)
    }),
  })
  expect(await hidden()).toEqual({ request: "NotFound", listed: false, disclosed: false, rows: 0 })
  expect(await withoutPolicies(auction.owner, hidden)).toMatchObject({
    ...{ request: "NotFound", listed: false, disclosed: false },
  })
  const told = () => auction.owner.query("select 1 from outbox where subject_id = $1", [part.subjectId])
  const before = (await told()).rowCount
  const auditor = await auction.staff("auditor")
  expect(await as(auction, auditor, listSecret)).toEqual([
    { id: part.requestId, number: part.number, secrecy: "SECRECY_BY_LAW", reviewOn },
  ])
  expect((await as(auction, auditor, listDisclosures))[0]).toMatchObject({
    number: part.number,
    secret: true,
    reviewOn,
  })

  const review = (who: Signed<StaffActor>, keep: boolean, on = noDay) =>
    as(auction, who, (ctx) => reviewSecrecy(ctx, { request: part.requestId, keep, review: on }))
  await expect(review(auditor, false)).rejects.toThrow(Forbidden)
  await expect(review(officer, true)).rejects.toThrow(Invalid)
  await review(officer, true, typedAs(addDays(today, 60)))
  expect((await hidden()).listed).toBe(false)
  const due = (on: Date) => as(auction, officer, (ctx) => secretToReview({ ...ctx, now: on }))
  expect(await due(new Date())).toEqual([])
  expect((await due(new Date(Date.now() + 61 * 86_400_000))).map(({ number }) => number)).toEqual([
    part.number,
  ])
  await review(officer, false)
  expect(await hidden()).toMatchObject({ listed: true, disclosed: true })
  expect(((await told()).rowCount ?? 0) > (before ?? 0)).toBe(true)

  // Shown, and still not theirs to end.
  const mine = await as(auction, person, (ctx) => myRequest(ctx, part.number))
  expect(mine.parts.every(({ mayCancel, mayLift }) => !mayCancel && !mayLift)).toBe(true)
  await expect(prepareLift(auction.house, person, block)).rejects.toThrow(Forbidden)
  const cancel = as(auction, person, (ctx) => cancelRequest(ctx, { part: part.id, version: 1 }))
  await expect(cancel).rejects.toThrow(Forbidden)
  const forged = as(auction, person, (ctx) =>
    ctx.db.execute(`update request_parts set status = 'cancelled' where id = '${block}'`),
  )
  await expect(forged).rejects.toMatchObject({ code: "UK003" })
})

test("about somebody nobody knows the body is answered that nothing is held, and nothing is recorded as handed over", async () => {
  const here = seated(await testDeployment({ borrowers: 6 }))
  await expect(register({ subject: null, choice: ["mobile_phone"] }, here)).rejects.toThrow(Invalid)
  const unknown = { subject: null, whom: "Белгисизов Б., 1990", choice: ["mobile_phone"] }
  const part = await register(unknown, here)
  const proposed = await propose(part, { give: ["mobile_phone"] }, here)
  const letter = (await as(here, await here.staff("approver"), (ctx) => openProposal(ctx, part)))?.letter
  expect(letterText(letter ?? fail())).toContain("не хранится ничего")
  expect(letterText(letter ?? fail())).toContain("Белгисизов Б., 1990")
  await approve(proposed, here)
  expect((await partRow(here, part.id)).status).toBe("fulfilled")
  expect((await here.owner.query("select 1 from disclosures")).rowCount).toBe(0)
  await here.close()
})

function fail(): never {
  throw new Error("there is no letter")
}
