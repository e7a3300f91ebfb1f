import type { ReactNode } from "react"
import { currentLocale, translator } from "@/app/_server/locale"
import { currentInForce } from "@/app/_server/policy"
import { Details } from "@/app/_ui/details"
import { Section, When } from "@/app/_ui/text"
import { dayIn } from "@/lib/deadlines/day"
import { earlyWarningOn } from "@/lib/deadlines/early-warning"
import { explainDueDate } from "@/lib/deadlines/explain-due-date"
import { workingCalendar } from "@/lib/deadlines/from-policy"
import { workingDaysLeft } from "@/lib/deadlines/working-days-left"
import { formatDate, formatDateTime } from "@/lib/format/date"
import type { Away } from "@/lib/people/absences"
import { category, field, ground } from "@/lib/policy/lookup"
import type { Text } from "@/lib/policy/text-schema"
import type { Beside } from "@/lib/requests/appeal"
import { aboutTitles } from "@/lib/requests/authority"
import type { Case, CasePart } from "@/lib/requests/case"
import { isOpen } from "@/lib/requests/machine"
import { type ReplyOutcome, replyOutcomes } from "@/lib/requests/reply"
import { erasedIn, isEffectScope, isReading, restrictedIn, stoppedIn } from "@/lib/requests/scope"
import { Standing, TimeLeft } from "../../standing"
import styles from "./case.module.css"

const Clock = async ({ part, now }: { part: CasePart; now: Date }) => {
  const calendar = workingCalendar((await currentInForce()).calendar)
  const days =
    isOpen(part.status) && part.status !== "deferred" ? workingDaysLeft(now, part.dueOn, calendar) : null
  const urgent = dayIn(now, calendar.zone) >= earlyWarningOn(part.dueSteps, calendar)
  return <TimeLeft days={days} urgent={urgent} />
}

const CaseLink = ({ to }: { to: Beside }) => (
  <a href={`/admin/requests/${to.number}?part=${to.part}`}>{to.number}</a>
)

const isReplyOutcome = (outcome: string | null): outcome is ReplyOutcome =>
  replyOutcomes.some((code) => code === outcome)

type Props = {
  found: Case
  part: CasePart
  name: string | null
  me: string
  now: Date
  away: ReadonlyMap<string, Away>
}

/** Whose the part is, and who acts for them while they are away. */
const Assignee = async ({ part, me, away }: Pick<Props, "part" | "me" | "away">) => {
  const [t, staff, locale] = [await translator("case"), await translator("staff"), await currentLocale()]
  const absence = part.assignedTo ? away.get(part.assignedTo) : undefined
  const name =
    part.assignedTo === me ? `${part.assignee} (${t("fact.you")})` : (part.assignee ?? t("fact.nobody"))
  if (!absence) return name
  const date = formatDate(absence.untilOn, locale)
  return `${name}, ${absence.standIn ? staff("away.deputy", { date, name: absence.standIn.name }) : staff("away.nobody", { date })}`
}

/** What is looked up while working: who, where it stands, until when and how that was counted, whose it is. */
export const CaseFacts = async ({ found, part, name, me, now, away }: Props) => {
  const [t, asker, locale] = [await translator("case"), await translator("mandates"), await currentLocale()]
  const division = part.inForce.policy.divisions?.find(({ code }) => code === part.division)
  const rows: { key: string; value: ReactNode; note?: ReactNode }[] = [
    ...(name ? [{ key: t("fact.from"), value: name }] : []),
    ...(found.askedBy === "subject"
      ? []
      : [{ key: t("fact.askedBy"), value: asker(`askers.${found.askedBy}`) }]),
    ...(part.original ? [{ key: t("fact.against"), value: <CaseLink to={part.original} /> }] : []),
    ...(part.appeal ? [{ key: t("fact.appealed"), value: <CaseLink to={part.appeal} /> }] : []),
    {
      key: t("fact.status"),
      value: (
        <Standing status={part.status} proved={part.status === "verifying" && part.awaitedSince === null} />
      ),
    },
    ...(part.kind === "answer" && isReplyOutcome(part.outcome)
      ? [{ key: t("fact.outcome"), value: t(`outcome.${part.outcome}`) }]
      : []),
    ...(part.ground
      ? [{ key: t("fact.ground"), value: ground(part.inForce, part.ground).title[locale] }]
      : []),
    {
      key: t("fact.due"),
      value: (
        <span className={styles.head}>
          <When at={part.dueOn} locale={locale} />
          <Clock part={part} now={now} />
        </span>
      ),
      note: <Details summary={t("clock")}>{explainDueDate(part.dueSteps, locale)}</Details>,
    },
    ...(isOpen(part.status) && part.notBefore && part.notBefore > now
      ? [{ key: t("fact.notBefore"), value: <When at={part.notBefore} locale={locale} as="time" /> }]
      : []),
    { key: t("fact.assignee"), value: <Assignee part={part} me={me} away={away} /> },
    { key: t("fact.received"), value: <When at={found.receivedAt} locale={locale} as="time" /> },
    ...(found.channel !== "cabinet" && found.enteredBy
      ? [
          {
            key: t("fact.entered"),
            value: t("fact.enteredBy", {
              time: formatDateTime(found.enteredAt, locale),
              name: found.enteredBy,
            }),
          },
        ]
      : []),
    ...(division ? [{ key: t("fact.division"), value: division.title[locale] }] : []),
    ...(part.closedAt
      ? [{ key: t("fact.closed"), value: <When at={part.closedAt} locale={locale} as="time" /> }]
      : []),
    { key: t("fact.channel"), value: t(`channel.${found.channel as "cabinet"}`) },
    ...(found.proofLevel === null
      ? []
      : [{ key: t("fact.proven"), value: t(`proven.${found.proofLevel as 0}`) }]),
    { key: t("fact.language"), value: t(`language.${found.language}`) },
    {
      key: t("fact.edition"),
      value: <a href={`/policy/${part.inForce.edition.number}`}>{part.inForce.edition.number}</a>,
    },
  ]
  return (
    <dl className={styles.facts}>
      {rows.map(({ key, value, note }) => (
        <div key={key}>
          <dt>{key}</dt>
          <dd>{value}</dd>
          {note && <dd className={styles.note}>{note}</dd>}
        </div>
      ))}
    </dl>
  )
}

/** The scope of the part in words: categories, purposes with their operations, or the field to be corrected. */
export const Asked = async ({ part }: { part: CasePart }) => {
  const [t, common, locale] = [await translator("case"), await translator("common"), await currentLocale()]
  const { scope, inForce } = part
  const { policy } = inForce
  const titles = (codes: readonly string[], all: readonly { code: string; title: Text }[]) =>
    codes.map((code) => all.find((each) => each.code === code)?.title[locale] ?? code).join("; ")
  const { categories, purposes } = policy
  const data = (codes: readonly string[]) =>
    codes.length === categories.length ? t("asked.everything") : titles(codes, categories)
  const what = (code: string) => category(policy, code).title[locale]
  const lines = [
    ...(erasedIn(scope).length > 0 ? [t("asked.erasure", { what: data(erasedIn(scope)) })] : []),
    ...(restrictedIn(scope).length > 0 ? [t("asked.restriction", { what: data(restrictedIn(scope)) })] : []),
    ...(scope.right === "rectification"
      ? [
          t("asked.rectification", {
            what: what(scope.category),
            field: field(policy, scope.category, scope.field).title[locale],
          }),
        ]
      : []),
    ...("about" in scope && scope.about.length > 0
      ? [
          t(scope.right === "authority_request" ? "asked.categories" : "asked.about", {
            what: aboutTitles(inForce, scope, locale).join("; "),
          }),
        ]
      : []),
    ...("about" in scope ? [t("asked.words")] : []),
    ...(isEffectScope(scope)
      ? scope.sets.map((set) =>
          t(scope.back ? "asked.takenBack" : "asked.set", {
            what: what(set.category),
            field: field(policy, set.category, set.field).title[locale],
          }),
        )
      : []),
    ...(isReading(scope) ? [t("asked.reading", { what: data(scope.categories) })] : []),
    ...stoppedIn(scope).map((each) =>
      t("asked.withdrawal", {
        what: titles([each.purpose], purposes),
        operations: each.operations.map((code) => common(`operation.${code as "use"}`)).join(", "),
      }),
    ),
  ]
  return (
    <Section id="asked" title={t("asked.title")}>
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </Section>
  )
}
