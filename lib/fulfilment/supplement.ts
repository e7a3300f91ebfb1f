import { and, asc, eq, isNotNull } from "drizzle-orm"
import { certificates, rereads } from "@/db/schema/fulfilment"
import { asWorker, type Ctx, type House, type SystemActor } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { keepCertificate } from "@/lib/fulfilment/keep-certificate"
import type { CameBack } from "@/lib/fulfilment/still-so"
import { hashOfLetter } from "@/lib/letters/keep-letter"
import type { Letter } from "@/lib/letters/letter"
import { supplement } from "@/lib/letters/supplement"
import { tell } from "@/lib/notices/tell"
import type { InForce } from "@/lib/policy/editions"
import { category, recipient, right, textIn } from "@/lib/policy/lookup"
import { noticesOfPart, type Standing } from "@/lib/recipients/standing"
import { accessPart, type Part, pinnedOf, requesterName } from "@/lib/requests/access"
import { organisationIn } from "@/lib/requests/request-text"
import { sourceTitle } from "@/lib/sources/map-schema"

type Reading = { id: string; at: Date | null; found: CameBack[] }

/** What a part's certificates have left open, and what of it is known by now. */
type Outcome = { notices: Standing[]; readings: Reading[]; tells: string[] }

/**
 * Seals a supplement to a part's certificate once the last recipient answered or its day passed, and once the sources
 * were read again for the last time: the person and staff have in writing what became known since. Run again, it has
 * nothing to tell. A part that is open again gets another certificate first.
 */
export async function supplementPart(house: House, partId: string): Promise<void> {
  await asWorker(house, "supplement", { part: partId }, async (ctx) => {
    const part = await accessPart(ctx, partId, null)
    if (part.status !== "fulfilled" && part.status !== "deferred") return
    const inForce = await pinnedOf(ctx, part)
    const known = await outcomeOf(ctx, part, inForce)
    if (known.tells.length === 0) return
    const name = await requesterName(ctx, part)
    const letter = supplementLetter(part, inForce, name, known)
    await keepCertificate(
      ctx,
      { part, inForce },
      { kind: "supplement", letter, hash: hashOfLetter(letter), findings: [], tells: known.tells },
    )
    const { number, subjectId, language } = part
    await tell(ctx, { subjectId, language }, "supplement", { number, path: `/cabinet/requests/${number}` })
  })
}

async function outcomeOf(
  ctx: Ctx<SystemActor>,
  part: Part,
  { policy }: Pick<InForce, "policy">,
): Promise<Outcome> {
  const told = new Set(await toldOf(ctx, part.id))
  const today = dayIn(ctx.now, policy.organisation.timezone)
  const notices = await noticesOfPart(ctx, part.id)
  const readings = await readingsOf(ctx, part.id)
  const open = <T extends { id: string }>(rows: readonly T[], isSettled: (row: T) => boolean) => {
    const untold = rows.filter(({ id }) => !told.has(id))
    return untold.every(isSettled) ? untold.map(({ id }) => id) : []
  }
  const tells = [
    ...open(notices, ({ answeredAt, dueOn }) => answeredAt !== null || dueOn < today),
    ...open(readings, ({ at }) => at !== null),
  ]
  return { notices, readings, tells }
}

async function toldOf(ctx: Ctx, partId: string): Promise<string[]> {
  const rows = await ctx.db
    .select({ tells: certificates.tells })
    .from(certificates)
    .where(and(eq(certificates.partId, partId), isNotNull(certificates.tells)))
  return rows.flatMap(({ tells }) => tells ?? [])
}

async function readingsOf(ctx: Ctx, partId: string): Promise<Reading[]> {
  const { id, at, found } = rereads
  const rows = await ctx.db
    .select({ id, at, found })
    .from(rereads)
    .where(eq(rereads.partId, partId))
    .orderBy(asc(rereads.dueOn))
  return rows.map((row) => ({ ...row, found: (row.found ?? []) as CameBack[] }))
}

function supplementLetter(
  { language, number, receivedAt, right: code }: Part,
  inForce: InForce,
  name: string,
  { notices, readings, tells }: Outcome,
): Letter {
  const { policy, dataMap } = inForce
  const isKnown = ({ id }: { id: string }) => tells.includes(id)
  const title = (source: string) => {
    const known = sourceTitle(dataMap, source)
    return known ? textIn(known, language) : source
  }
  return supplement({
    language,
    organisation: organisationIn(inForce, language),
    person: { name },
    request: {
      number,
      receivedOn: dayIn(receivedAt, policy.organisation.timezone),
      right: textIn(right(policy, code).title, language),
    },
    recipients: notices.filter(isKnown).map(({ recipient: to, toldAt, answeredAt, answer, dueOn }) => ({
      recipient: textIn(recipient(policy, to).title, language),
      ...{ toldAt, confirmedAt: answeredAt, answer, dueOn },
    })),
    readings: readings.filter(isKnown).flatMap(({ at, found }) =>
      at
        ? {
            at,
            unread: [...new Set(found.filter(({ unread }) => unread).map(({ source }) => title(source)))],
            cameBack: found
              .filter(({ unread }) => !unread)
              .map(({ source, category: of, items }) => ({
                what: textIn(category(policy, of).title, language),
                ...{ source: title(source), count: items },
              })),
          }
        : [],
    ),
  })
}
