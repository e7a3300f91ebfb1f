import { sql } from "drizzle-orm"
import type { Ctx, Locale, SubjectActor } from "@/lib/context"
import { explainDueDate } from "@/lib/deadlines/explain-due-date"
import { NotFound } from "@/lib/errors"
import { type EvidenceOf, evidenceFile, type LedgerLine } from "@/lib/letters/evidence-file"
import { openLetter } from "@/lib/letters/keep-letter"
import type { Letter } from "@/lib/letters/letter"
import { appealFacts } from "@/lib/requests/appeal-facts"
import type { PartEvent } from "@/lib/requests/machine"
import { type MyPart, type MyRequestPage, myRequest } from "@/lib/requests/my-request"
import { objectsOf } from "@/lib/requests/objects-of"

type Options = { language: Locale; eventTitle: (event: PartEvent) => string }

/**
 * Everything the person's file holds of one part of a request and of the appeal against it, as one document: the facts,
 * the arithmetic of the due date, the history, every letter and certificate with its hash, the messages, the entries of
 * the ledger. Throws NotFound for what is not theirs.
 */
export async function evidenceOf(
  ctx: Ctx<SubjectActor>,
  asked: { number: string; part: string },
  options: Options,
): Promise<Letter> {
  const page = await myRequest(ctx, asked.number)
  const part = page.parts.find(({ id }) => id === asked.part)
  if (!part) throw new NotFound()
  const own = await requestIn(ctx, page, part, options)
  const { appeal } = part
  const beside = appeal && (await myRequest(ctx, appeal.number))
  const answering = beside?.parts.find(({ id }) => id === appeal?.part)
  const second = beside && answering ? [await requestIn(ctx, beside, answering, options)] : []
  const objects = await objectsOf(ctx, [page, ...(beside ? [beside] : [])])
  return evidenceFile(options.language, ctx.now, [own, ...second], await entriesOf(ctx, objects))
}

async function requestIn(
  ctx: Ctx<SubjectActor>,
  page: MyRequestPage,
  part: MyPart,
  { language, eventTitle }: Options,
): Promise<EvidenceOf> {
  const letters: EvidenceOf["letters"][number][] = []
  for (const { id } of page.letters) {
    const opened = await openLetter(ctx, id)
    if (opened) letters.push({ ...opened, at: opened.signedAt ?? opened.createdAt })
  }
  const facts = await appealFacts(ctx, part.id, language)
  return {
    facts,
    codes: facts.codes,
    due: explainDueDate(part.dueSteps, language),
    history: page.history.map(({ at, event, by }) => ({ at, by, what: eventTitle(event) })),
    letters,
    thread: page.thread.map(({ at, by, body }) => ({ at, body, by })),
  }
}

/** The ledger's entries about these things, oldest first. */
async function entriesOf(ctx: Ctx<SubjectActor>, objects: string[]): Promise<LedgerLine[]> {
  const { rows } = await ctx.db.execute<{ id: string; at: Date | string; act: string; leaf_hash: string }>(
    sql`select id, at, act, leaf_hash from guard.my_entries(${JSON.stringify(objects)}::jsonb)`,
  )
  return rows.map(({ id, at, act, leaf_hash }) => ({ id, at: new Date(at), act, leafHash: leaf_hash }))
}
