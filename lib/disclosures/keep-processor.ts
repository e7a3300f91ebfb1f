import { randomUUID } from "node:crypto"
import { eq } from "drizzle-orm"
import { processors } from "@/db/schema/disclosures"
import type { Ctx, StaffActor } from "@/lib/context"
import { type Day, dayIn } from "@/lib/deadlines/day"
import { type TypedDay, typedDay } from "@/lib/deadlines/typed-day"
import { findProcessor } from "@/lib/disclosures/processors"
import { Forbidden, Invalid, type MessageRef, NotAllowedNow } from "@/lib/errors"
import { record } from "@/lib/ledger/record"
import { inline, multiline } from "@/lib/letters/clean"
import { may } from "@/lib/permissions"
import { inForce } from "@/lib/policy/editions"
import type { Policy } from "@/lib/policy/schema"

/** What may change while the contract runs. */
export type EnteredTerms = {
  service: string
  categories: readonly string[]
  country: string
  subprocessors: string
  until: TypedDay
  measures: string
  measuresOn: TypedDay
}
export type EnteredProcessor = EnteredTerms & {
  name: string
  recipient: string
  contractNumber: string
  contractOn: TypedDay
}

const MOST = 200
const MOST_WORDS = 2_000

const filled = (fields: Record<string, MessageRef>, name: string, typed: string, max = MOST): string => {
  const text = max === MOST ? inline(typed) : multiline(typed)
  if (!text) fields[name] = { code: "required" }
  else if (text.length > max) fields[name] = { code: "too_long", values: { max } }
  return text
}

function termsOf(
  fields: Record<string, MessageRef>,
  policy: Policy,
  { contractOn, today }: { contractOn: Day | null | ""; today: Day },
  typed: EnteredTerms,
) {
  const categories = policy.categories
    .map(({ code }) => code)
    .filter((code) => typed.categories.includes(code))
  if (categories.length === 0) fields.categories = { code: "choose_one" }
  const until = typedDay(typed.until)
  if (until === null) fields.until = { code: "date_shape" }
  else if (until && contractOn && until < contractOn) fields.until = { code: "until_before_from" }
  const measuresOn = typedDay(typed.measuresOn)
  if (!measuresOn) fields.measuresOn = { code: measuresOn === "" ? "required" : "date_shape" }
  else if (measuresOn > today) fields.measuresOn = { code: "day_ahead" }
  const subprocessors = multiline(typed.subprocessors)
  if (subprocessors.length > MOST_WORDS)
    fields.subprocessors = { code: "too_long", values: { max: MOST_WORDS } }
  return {
    categories,
    contractUntil: until || null,
    measuresOn: measuresOn || today,
    subprocessors,
    service: filled(fields, "service", typed.service, MOST_WORDS),
    country: filled(fields, "country", typed.country),
    measures: filled(fields, "measures", typed.measures, MOST_WORDS),
  }
}

/**
 * Puts a processor into the register with its contract. Throws Invalid beside `name`, `recipient`, `service`,
 * `categories`, `country`, `subprocessors`, `contractNumber`, `contractOn`, `until`, `measures`, `measuresOn`; Forbidden.
 * Returns its id.
 */
export async function addProcessor(ctx: Ctx<StaffActor>, typed: EnteredProcessor): Promise<string> {
  if (!may(ctx.actor, "processors.keep")) throw new Forbidden()
  const { policy } = await inForce(ctx.db)
  const today = dayIn(ctx.now, policy.organisation.timezone)
  const fields: Record<string, MessageRef> = {}
  const contractOn = typedDay(typed.contractOn)
  if (!contractOn) fields.contractOn = { code: contractOn === "" ? "required" : "date_shape" }
  if (!policy.recipients.some(({ code }) => code === typed.recipient))
    fields.recipient = { code: "choose_one" }
  const name = filled(fields, "name", typed.name)
  const contractNumber = filled(fields, "contractNumber", typed.contractNumber)
  const terms = termsOf(fields, policy, { contractOn, today }, typed)
  if (Object.keys(fields).length > 0 || !contractOn) throw new Invalid(fields)
  const id = randomUUID()
  const row = { id, name, recipient: typed.recipient, contractNumber, contractOn, ...terms }
  await ctx.db.insert(processors).values({ ...row, recordedBy: ctx.actor.accountId, at: ctx.now })
  await record(ctx, "processor.kept", { subjectId: null, object: id, payload: row })
  return id
}

/**
 * Changes what runs on: the contract's last day, what it is for, where, through whom, and how its security was confirmed.
 * Throws Invalid as addProcessor, Forbidden, NotFound, NotAllowedNow once it has ended.
 */
export async function changeProcessor(
  ctx: Ctx<StaffActor>,
  { id, ...typed }: EnteredTerms & { id: string },
): Promise<string> {
  if (!may(ctx.actor, "processors.keep")) throw new Forbidden()
  const { contractOn, endedOn } = await findProcessor(ctx, id)
  if (endedOn) throw new NotAllowedNow()
  const { policy } = await inForce(ctx.db)
  const fields: Record<string, MessageRef> = {}
  const today = dayIn(ctx.now, policy.organisation.timezone)
  const terms = termsOf(fields, policy, { contractOn, today }, typed)
  if (Object.keys(fields).length > 0) throw new Invalid(fields)
  await ctx.db.update(processors).set(terms).where(eq(processors.id, id))
  await record(ctx, "processor.kept", { subjectId: null, object: id, payload: terms })
  return id
}
