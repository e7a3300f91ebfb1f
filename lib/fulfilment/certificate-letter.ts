import { dayIn } from "@/lib/deadlines/day"
import { formatLongDate } from "@/lib/format/date"
import { erasesAccount } from "@/lib/fulfilment/account-end"
import { backupsUntil, rereadDays } from "@/lib/fulfilment/after-erasure"
import { actOfLine, MASKING, subjectOfGap, subjectOfLine, toldLines } from "@/lib/fulfilment/decision-of"
import type { StoredOperation } from "@/lib/fulfilment/store-plan"
import { type Found, statedIn } from "@/lib/fulfilment/verify"
import { isRun, type Work } from "@/lib/fulfilment/work"
import { type ActRow, certificate, type KeptRow, type RescanRow } from "@/lib/letters/certificate"
import { inline } from "@/lib/letters/clean"
import { groundInLetter, untilInLetter } from "@/lib/letters/grounded"
import type { Letter } from "@/lib/letters/letter"
import { textsIn } from "@/lib/letters/texts/texts-in"
import { category, recipient, right, textIn } from "@/lib/policy/lookup"
import type { Standing } from "@/lib/recipients/standing"
import type { Part } from "@/lib/requests/access"
import { organisationIn } from "@/lib/requests/request-text"
import { sweptRules } from "@/lib/requests/swept-rules"
import type { VerifyAnswer } from "@/lib/sources/connector"
import { sourceTitle } from "@/lib/sources/map-schema"

/** What was read again: every source under this plan, and what earlier plans had done. */
export type ReadAgain = { findings: readonly VerifyAnswer[]; earlier: readonly Found[] }

/** The certificate of a fulfilment in the person's language: what was done and found, kept, left to people, and told. */
export function certificateLetter(
  { part, plan, inForce, name, correction }: Work,
  { findings, earlier }: ReadAgain,
  recipients: readonly Standing[],
  sealedAt: Date,
): Letter {
  const { language } = part
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
    acts: [...earlier, ...told].flatMap(({ operation, ...found }) =>
      toldLines([operation]).flatMap((line) =>
        actRow(inForce, { operation: line, ...found }, language, title, correction),
      ),
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
    ...afterErasure(inForce, [...earlier, ...told], sealedAt),
    rescan: findings.map((finding) => rescanRow(finding, title)),
  })
}

/** What is said only where something was to be gone: how long back-ups last, and when everything is read again. */
function afterErasure(inForce: Work["inForce"], found: readonly Found[], sealedAt: Date) {
  const erased = found.filter(({ operation }) => isRun(operation) && operation.operation === "erase")
  const last = erased
    .map(({ readAt }) => readAt)
    .sort()
    .at(-1)
  if (!last) return {}
  const isLast = found.some(({ operation }) => erasesAccount(operation))
  return {
    backupsUntil: backupsUntil(inForce, new Date(last)),
    rereadOn: isLast ? [] : rereadDays(inForce, sealedAt),
  }
}

const isMask = (strategy: string): strategy is NonNullable<ActRow["mask"]> => MASKING.has(strategy)

/** Source and table, as whoever checks finds them. */
const whereIn = (title: string, place: string): string => {
  const table = place.split(",")[0]?.split(".").slice(0, 2).join(".")
  return table ? `${title} (${table})` : title
}

/** Of a restriction, what the policy says it does not stop; of one that is lifted, what stays restricted all the same. */
function aboutRestriction(
  inForce: Work["inForce"],
  { scope, language, right: code }: Part,
  operations: readonly StoredOperation[],
): string[] {
  if (scope.right !== "restriction") return []
  if (operations.some(({ operation }) => operation === "restrict")) {
    const about = textIn(right(inForce.policy, code).description, language)
    const { until } = scope
    return until
      ? [about, textsIn(language).certificate.restrictedUntil(formatLongDate(until, language))]
      : [about]
  }
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
