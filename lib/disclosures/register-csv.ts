import { randomUUID } from "node:crypto"
import { and, desc, eq, lt, or } from "drizzle-orm"
import { disclosures } from "@/db/schema/oversight"
import { requests } from "@/db/schema/requests"
import { asSigned, type Ctx, type House, type Signed, type StaffActor } from "@/lib/context"
import { BOM, csvRow } from "@/lib/copies/csv"
import { dayIn } from "@/lib/deadlines/day"
import { columns, type Disclosed, listedFor, type Secrecy, secrecy } from "@/lib/disclosures/register"
import { Forbidden } from "@/lib/errors"
import { shortId } from "@/lib/oversight/short-id"
import { may } from "@/lib/permissions"
import { type InForce, inForce as inForceNow } from "@/lib/policy/editions"

const PAGE = 1_000

export const registerColumns = [
  ...([
    "id",
    "given_on",
    "person",
    "recipient",
    "categories",
    "records",
    "purpose",
    "ground",
    "clause",
  ] as const),
  ...(["consent", "contract", "permission", "case", "withheld_until", "secrecy_ground"] as const),
] as const

type Row = Disclosed & Secrecy & { subjectId: string; permissionId: string | null }

/** A page of the register, newest first, beyond the last row seen. */
async function pageAfter(ctx: Ctx<StaffActor>, last: Row | undefined): Promise<Row[]> {
  if (!may(ctx.actor, "disclosures.read")) throw new Forbidden()
  const beyond =
    last && or(lt(disclosures.at, last.at), and(eq(disclosures.at, last.at), lt(disclosures.id, last.id)))
  return ctx.db
    .select({
      ...columns,
      ...secrecy,
      subjectId: disclosures.subjectId,
      permissionId: disclosures.permissionId,
    })
    .from(disclosures)
    .leftJoin(requests, eq(requests.id, disclosures.requestId))
    .where(and(beyond, listedFor(ctx)))
    .orderBy(desc(disclosures.at), desc(disclosures.id))
    .limit(PAGE)
}

function lineOf({ policy }: InForce, language: "ky" | "ru" | "en", row: Row): string {
  const title = (list: readonly { code: string; title: Record<typeof language, string> }[], code: string) =>
    list.find((each) => each.code === code)?.title[language] ?? code
  const ground = policy.transferGrounds.find(({ code }) => code === row.ground)
  return csvRow([
    row.id,
    dayIn(row.at, policy.organisation.timezone),
    shortId(row.subjectId),
    title(policy.recipients, row.recipient),
    row.categories.map((code) => title(policy.categories, code)).join("; "),
    row.items === null ? null : String(row.items),
    title([...policy.purposes, ...policy.transferGrounds], row.purpose),
    ground?.title[language] ?? row.ground,
    ground?.clause ?? null,
    row.consentId,
    row.processorId,
    row.permissionId,
    row.number,
    row.secret ? row.reviewOn : null,
    row.secret ? row.secrecy : null,
  ])
}

/**
 * The whole register as CSV, newest first, in pieces, each page read in a transaction of its own; days are those of the
 * organisation's zone. What is withheld from this role is left out. Throws Forbidden.
 */
export async function* registerCsv(house: House, signed: Signed<StaffActor>): AsyncGenerator<string> {
  const as = <T>(work: (ctx: Ctx<StaffActor>) => Promise<T>) => asSigned(house, signed, randomUUID(), work)
  const inForce = await as((ctx) => inForceNow(ctx.db))
  yield BOM + csvRow([...registerColumns])
  let last: Row | undefined
  for (let more = true; more; ) {
    const rows = await as((ctx) => pageAfter(ctx, last))
    yield rows.map((row) => lineOf(inForce, signed.actor.locale, row)).join("")
    last = rows.at(-1)
    more = rows.length === PAGE
  }
}
