import { and, asc, eq, gte, isNull, lte, or } from "drizzle-orm"
import { processors } from "@/db/schema/disclosures"
import type { Ctx, StaffActor, SubjectActor } from "@/lib/context"
import { type Day, dayIn } from "@/lib/deadlines/day"
import { Forbidden, NotFound } from "@/lib/errors"
import { may } from "@/lib/permissions"
import { inForce } from "@/lib/policy/editions"

/** So many days before its end staff are reminded of a contract. */
export const REMINDED_DAYS = 30

export type Processor = Omit<typeof processors.$inferSelect, "recordedBy" | "remindedOf" | "at">

const columns = {
  id: processors.id,
  name: processors.name,
  recipient: processors.recipient,
  service: processors.service,
  categories: processors.categories,
  country: processors.country,
  subprocessors: processors.subprocessors,
  contractNumber: processors.contractNumber,
  contractOn: processors.contractOn,
  contractUntil: processors.contractUntil,
  measures: processors.measures,
  measuresOn: processors.measuresOn,
  endedOn: processors.endedOn,
}

const inForceOn = (day: Day) =>
  and(
    lte(processors.contractOn, day),
    or(isNull(processors.contractUntil), gte(processors.contractUntil, day)),
    or(isNull(processors.endedOn), gte(processors.endedOn, day)),
  )

/** Whether a processor's contract is in force on a day: its last day counts. */
export const isInForce = (
  { contractOn, contractUntil, endedOn }: Pick<Processor, "contractOn" | "contractUntil" | "endedOn">,
  day: Day,
): boolean => contractOn <= day && (!contractUntil || contractUntil >= day) && (!endedOn || endedOn >= day)

/** Every processor, by name. Throws Forbidden. */
export function listProcessors(ctx: Ctx<StaffActor>): Promise<Processor[]> {
  if (!may(ctx.actor, "processors.read")) throw new Forbidden()
  return ctx.db.select(columns).from(processors).orderBy(asc(processors.name), asc(processors.id))
}

/** Those whose contract is in force today. Throws Forbidden. */
export async function runningProcessors(ctx: Ctx<StaffActor>): Promise<Processor[]> {
  const { organisation } = (await inForce(ctx.db)).policy
  const today = dayIn(ctx.now, organisation.timezone)
  return (await listProcessors(ctx)).filter((each) => isInForce(each, today))
}

/** One of them. Throws NotFound, Forbidden. */
export async function findProcessor(ctx: Ctx<StaffActor>, id: string): Promise<Processor> {
  if (!may(ctx.actor, "processors.read")) throw new Forbidden()
  const [row] = await ctx.db.select(columns).from(processors).where(eq(processors.id, id))
  if (!row) throw new NotFound()
  return row
}

export type ShownProcessor = Pick<
  Processor,
  "id" | "name" | "recipient" | "service" | "categories" | "country" | "subprocessors"
>

/** Who processes people's data for the organisation on a day, as every person may read it: no contract's number. */
export const processorsOn = (ctx: Ctx<SubjectActor>, day: Day): Promise<ShownProcessor[]> => {
  const { id, name, recipient, service, categories, country, subprocessors } = columns
  return ctx.db
    .select({ id, name, recipient, service, categories, country, subprocessors })
    .from(processors)
    .where(inForceOn(day))
    .orderBy(asc(processors.name), asc(processors.id))
}
