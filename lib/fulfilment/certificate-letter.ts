import { dayIn } from "@/lib/deadlines/day"
import { formatLongDate } from "@/lib/format/date"
import { erasesAccount } from "@/lib/fulfilment/account-end"
import { backupsUntil, rereadDays } from "@/lib/fulfilment/after-erasure"
import {
  actOfLine,
  isSaidWithKeeping,
  MASKING,
  subjectOfGap,
  subjectOfLine,
  toldLines,
} from "@/lib/fulfilment/decision-of"
import { toLast } from "@/lib/fulfilment/still-so"
import type { Lost, StoredOperation } from "@/lib/fulfilment/store-plan"
import { type Found, statedIn } from "@/lib/fulfilment/verify"
import { type Done, isRun, type Work } from "@/lib/fulfilment/work"
import {
  type ActRow,
  type BesideRow,
  certificate,
  type KeptRow,
  type RescanRow,
} from "@/lib/letters/certificate"
import { inline } from "@/lib/letters/clean"
import { citations, groundInLetter, untilInLetter } from "@/lib/letters/grounded"
import type { Letter } from "@/lib/letters/letter"
import { groundIn } from "@/lib/letters/phrases"
import { certifiedTexts } from "@/lib/letters/texts/certified"
import { textsIn } from "@/lib/letters/texts/texts-in"
import { category, recipient, right, textIn } from "@/lib/policy/lookup"
import type { Standing } from "@/lib/recipients/standing"
import type { Part } from "@/lib/requests/access"
import { organisationIn } from "@/lib/requests/request-text"
import { sweptRules } from "@/lib/requests/swept-rules"
import { sourceTitle } from "@/lib/sources/map-schema"
import type { VerifyAnswer } from "@/lib/sources/operation"

/** What was read again: every source under this plan, and what earlier plans had done. */
export type ReadAgain = { findings: readonly VerifyAnswer[]; earlier: readonly Found[] }

/** What the portal itself knows beside that: what each source answered when asked, and what is gone or different beside the plan. */
export type Known = { done: readonly Done[]; beside: readonly Lost[]; recipients: readonly Standing[] }

/** The certificate of a fulfilment in the person's language: what was done and found, kept, left to people, and told. */
export function certificateLetter(
  work: Work,
  { findings, earlier }: ReadAgain,
  { done, beside, recipients }: Known,
  sealedAt: Date,
): Letter {
  const { part, plan, inForce, name, correction } = work
  const { language } = part
  const answered = new Map(done.map(({ id, evidence }) => [id, evidence]))
  const stated = statedIn(plan, findings)
  const told = plan.operations.flatMap((operation): Found[] => {
    const finding = findings.find(({ source }) => source === operation.source)
    const state = stated.get(operation.id)
    if (state) return [{ operation, held: state.held, readAt: state.at, stated: state.stated }]
    return finding
      ? [{ operation, held: finding.operations.every(({ held }) => held), readAt: finding.readAt }]
      : []
  })
  const title = (source: string) => {
    const known = sourceTitle(inForce.dataMap, source)
    return known ? textIn(known, language) : source
  }
  return certificate({
    language,
    organisation: organisationIn(inForce, language),
    person: { name },
    request: {
      number: part.number,
      receivedOn: dayIn(part.receivedAt, inForce.policy.organisation.timezone),
      right: textIn(right(inForce.policy, part.right).title, language),
    },
    acts: [...earlier, ...told].flatMap(({ operation, ...found }) => {
      const doneAt = instantOf(answered.get(operation.id) ?? operation.evidence)
      return toldLines([operation]).flatMap((line) =>
        actRow(inForce, { operation: line, ...found }, language, title, correction).map((row) => ({
          ...row,
          doneAt,
        })),
      )
    }),
    beside: beside.map(
      ({ source, category: code, items, is }): BesideRow => ({
        ...{ what: textIn(category(inForce.policy, code).title, language), source: title(source) },
        ...{ count: items, is: is ?? "gone" },
      }),
    ),
    kept: keptRows(inForce, plan.operations, language),
    byHand: plan.gaps.map((gap) => ({ what: subjectOfGap(inForce, gap, language), words: gap.words })),
    unasked: sweptRules(inForce, part),
    restriction: aboutRestriction(inForce, part, plan.operations),
    recipients: recipients.map((each) => ({
      recipient: textIn(recipient(inForce.policy, each.recipient).title, language),
      toldAt: each.toldAt,
      confirmedAt: each.answeredAt,
      answer: each.answer,
    })),
    ...afterwards(work, [...earlier, ...told], sealedAt),
    rescan: findings.map((finding) => rescanRow(finding, title)),
  })
}

/** How long back-ups last where something was to be gone, and when what is to last is read again. */
function afterwards(work: Work, found: readonly Found[], sealedAt: Date) {
  const { inForce } = work
  const erased = found.filter(({ operation }) => isRun(operation) && operation.operation === "erase")
  const last = erased
    .map(({ readAt }) => readAt)
    .sort()
    .at(-1)
  const isRead = toLast(work).length > 0 && !found.some(({ operation }) => erasesAccount(operation))
  return {
    ...(last ? { backupsUntil: backupsUntil(inForce, new Date(last)) } : {}),
    rereadOn: isRead ? rereadDays(inForce, sealedAt) : [],
  }
}

/** When a source did what it answered to; null where it had it so already, since when nobody can tell. */
function instantOf(evidence: unknown): Date | null {
  const { at, already } = (evidence ?? {}) as { at?: unknown; already?: unknown }
  return typeof at === "string" && !already ? new Date(at) : null
}

const isMask = (strategy: string): strategy is NonNullable<ActRow["mask"]> => MASKING.has(strategy)

/** Source and table, as whoever checks finds them. */
const whereIn = (title: string, place: string): string => {
  const table = place.split(",")[0]?.split(".").slice(0, 2).join(".")
  return table ? `${title} (${table})` : title
}

/**
 * Of a restriction its ground, its end and what the policy says it does not stop; of one that is lifted, what stays
 * restricted all the same.
 */
function aboutRestriction(
  inForce: Work["inForce"],
  { scope, language, right: code }: Part,
  operations: readonly StoredOperation[],
): string[] {
  const { title, description, cites } = right(inForce.policy, code)
  const texts = certifiedTexts[language]
  if (operations.some((line) => line.operation === "restrict" && !isSaidWithKeeping(line))) {
    const stated = cites.filter(({ status }) => status !== "absent")
    const sources = stated.flatMap((cite) => citations(inForce, cite, language))
    const until = scope.right === "restriction" ? scope.until : undefined
    return [
      texts.restrictionGround(groundIn({ title: textIn(title, language), cites: sources }, language)),
      until
        ? textsIn(language).certificate.restrictedUntil(formatLongDate(until, language))
        : texts.untilLifted,
      ...(scope.right === "restriction" ? [textIn(description, language)] : []),
    ]
  }
  if (scope.right !== "restriction") return []
  const lifted = new Set(operations.map(({ category }) => category))
  const still = scope.categories.filter((each) => !lifted.has(each))
  const titles = still.map((each) => textIn(category(inForce.policy, each).title, language))
  return titles.length > 0
    ? [textsIn(language).certificate.stillRestricted(titles.map(inline).join("; "))]
    : []
}

function actRow(
  inForce: Work["inForce"],
  { operation: line, held, readAt, stated }: Found,
  language: Part["language"],
  title: (source: string) => string,
  correction: Work["correction"],
): ActRow[] {
  const act = actOfLine(line)
  if (line.phase !== "now" || !act) return []
  const what = subjectOfLine(inForce, { ...line, source: "" }, language)
  return [
    {
      act,
      what,
      ...(act === "correct" && correction ? { changed: correction } : {}),
      ...(act === "mask" && isMask(line.strategy) ? { mask: line.strategy } : {}),
      source: whereIn(title(line.source), line.place),
      count: line.items,
      at: new Date(readAt),
      readBack: held,
      stated,
    },
  ]
}

function keptRows(
  inForce: Work["inForce"],
  operations: readonly StoredOperation[],
  language: Part["language"],
): KeptRow[] {
  return toldLines(operations)
    .filter(({ phase, ground }) => phase !== "now" && ground)
    .map((line) => ({
      what: subjectOfLine(inForce, line, language),
      count: line.items,
      ground: groundInLetter(inForce, line.ground ?? "", language),
      until: untilInLetter(inForce, line, language),
    }))
}

function rescanRow(finding: VerifyAnswer, title: (source: string) => string): RescanRow {
  const found = finding.reach.reduce((sum, reach) => sum + reach.found, 0)
  const kept = finding.reach.reduce((sum, reach) => sum + reach.kept, 0)
  const whole = finding.reach.length === 0 ? "as_stated" : found === 0 ? "nothing" : "only_kept"
  const state = finding.unread ? "unread" : finding.held ? whole : "remains"
  return {
    source: title(finding.source),
    at: new Date(finding.readAt),
    found: state,
    count: state === "only_kept" ? kept : found,
  }
}
