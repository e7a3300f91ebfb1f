import { and, desc, eq, isNull, notExists, type SQL, sql } from "drizzle-orm"
import { bulkDisclosures } from "@/db/schema/disclosures"
import { disclosures } from "@/db/schema/oversight"
import { requests } from "@/db/schema/requests"
import type { Ctx, StaffActor, SubjectActor } from "@/lib/context"
import { Forbidden } from "@/lib/errors"
import { refuseTied } from "@/lib/people/barred"
import { may } from "@/lib/permissions"
import { wasTold } from "@/lib/runs/was-told"

export const columns = {
  id: disclosures.id,
  recipient: disclosures.recipient,
  categories: disclosures.categories,
  items: disclosures.items,
  purpose: disclosures.purpose,
  ground: disclosures.ground,
  consentId: disclosures.consentId,
  processorId: disclosures.processorId,
  at: disclosures.at,
  number: requests.number,
}
export const secrecy = {
  secret: disclosures.secret,
  secrecy: sql<string | null>`coalesce(${disclosures.secrecy}, ${requests.secrecy})`,
  reviewOn: disclosures.reviewOn,
}
const cells = {
  authority: disclosures.authority,
  explanation: disclosures.explanation,
  documentId: disclosures.documentId,
}

export type Disclosed = {
  id: string
  recipient: string
  categories: string[]
  items: number | null
  purpose: string
  ground: string
  /** The consent it rests on, or that stood beside its ground. */
  consentId: string | null
  processorId: string | null
  at: Date
  /** Of the request in whose course it was made. */
  number: string | null
}
export type Secrecy = { secret: boolean; secrecy: string | null; reviewOn: string | null }
/** The document it rests on, by number and day, and the words of whoever recorded it. */
export type Told = { document: { number: string; date: string } | null; words: string | null }
export type MyDisclosure = Disclosed & Told
export type FullDisclosure = Disclosed & Secrecy & Told & { documentId: string | null }

type Cells = { id: string; authority: Buffer | null; explanation: Buffer | null }

async function opened<R extends Cells>(ctx: Ctx, subjectId: string, row: R) {
  const { authority, explanation, ...rest } = row
  const owner = { id: subjectId, purpose: "case" } as const
  const open = async (name: string, cell: Buffer) =>
    (await ctx.vault.open(owner, `disclosures.${name}|${row.id}`, cell)).toString()
  // A state body's letter has number and date; the handover to a service its reference and day.
  const said: { number?: string; date?: string; reference?: string; on?: string } = authority
    ? JSON.parse(await open("authority", authority))
    : {}
  const [number, date] = [said.number ?? said.reference, said.date ?? said.on]
  return {
    ...rest,
    document: number && date ? { number, date } : null,
    words: explanation && (await open("explanation", explanation)),
  }
}

/** To whom the person's data went, newest first, without what is withheld from them. */
export async function myDisclosures(ctx: Ctx<SubjectActor>): Promise<MyDisclosure[]> {
  const { subjectId } = ctx.actor
  const { authority, explanation } = cells
  const rows = await ctx.db
    .select({ ...columns, authority, explanation })
    .from(disclosures)
    .leftJoin(requests, eq(requests.id, disclosures.requestId))
    .where(and(eq(disclosures.subjectId, subjectId), eq(disclosures.secret, false), isNull(requests.secrecy)))
    .orderBy(desc(disclosures.at), desc(disclosures.id))
  const own = await Promise.all(rows.map((row) => opened(ctx, subjectId, row)))
  return [...(await toldOfMany(ctx)), ...own].sort((a, b) => b.at.getTime() - a.at.getTime())
}

/** Acts that gave the data of many away and this person was told of, as long as the register has no row of it. */
async function toldOfMany(ctx: Ctx<SubjectActor>): Promise<MyDisclosure[]> {
  const { id, recipient, categories, purpose, ground, words, documentNumber, documentOn, approvedAt } =
    bulkDisclosures
  const rows = await ctx.db
    .select({ id, recipient, categories, purpose, ground, words, documentNumber, documentOn, approvedAt })
    .from(bulkDisclosures)
    .where(
      and(
        wasTold(ctx, "disclosure", bulkDisclosures.id),
        notExists(
          ctx.db
            .select({ id: disclosures.id })
            .from(disclosures)
            .where(eq(disclosures.bulkId, bulkDisclosures.id)),
        ),
      ),
    )
  return rows.map(({ documentNumber: number, documentOn: date, approvedAt: at, words, ...row }) => ({
    ...{ ...row, items: null, consentId: null, processorId: null, number: null },
    ...{ at: at ?? ctx.now, document: { number, date }, words: words || null },
  }))
}

/** The same of one person for staff, after a view of them: what is withheld, too. Throws Forbidden. */
export async function disclosuresOf(ctx: Ctx<StaffActor>, subjectId: string): Promise<FullDisclosure[]> {
  if (!may(ctx.actor, "person.view")) throw new Forbidden()
  await refuseTied(ctx, subjectId)
  const rows = await ctx.db
    .select({ ...columns, ...secrecy, ...cells })
    .from(disclosures)
    .leftJoin(requests, eq(requests.id, disclosures.requestId))
    .where(eq(disclosures.subjectId, subjectId))
    .orderBy(desc(disclosures.at), desc(disclosures.id))
  return Promise.all(rows.map((row) => opened(ctx, subjectId, row)))
}

export const MOST_LISTED = 200

/** What is withheld from the person is so from those of the staff, too, who have nothing to do with it. */
export const listedFor = ({ actor }: Ctx<StaffActor>): SQL | undefined =>
  may(actor, "disclosures.secret") ? undefined : eq(disclosures.secret, false)

/** The disclosures of everybody, newest first, without a word on whom they are about. At most 200. Throws Forbidden. */
export async function listDisclosures(ctx: Ctx<StaffActor>): Promise<(Disclosed & Secrecy)[]> {
  if (!may(ctx.actor, "disclosures.read")) throw new Forbidden()
  return ctx.db
    .select({ ...columns, ...secrecy })
    .from(disclosures)
    .leftJoin(requests, eq(requests.id, disclosures.requestId))
    .where(listedFor(ctx))
    .orderBy(desc(disclosures.at), desc(disclosures.id))
    .limit(MOST_LISTED)
}
