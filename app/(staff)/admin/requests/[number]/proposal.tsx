import { currentLocale, translator } from "@/app/_server/locale"
import { DataTable } from "@/app/_ui/data-table"
import { Details } from "@/app/_ui/details"
import { LetterText } from "@/app/_ui/letter-text"
import { Section } from "@/app/_ui/text"
import { formatDate, formatDateTime } from "@/lib/format/date"
import type { Locale } from "@/lib/format/locale"
import type { InForce } from "@/lib/policy/editions"
import { category, ground, purpose } from "@/lib/policy/lookup"
import type { Text } from "@/lib/policy/text-schema"
import { authorityGrounds } from "@/lib/requests/authority"
import type { CasePart } from "@/lib/requests/case"
import type { CaseDecision, CaseProposal } from "@/lib/requests/case-file"
import styles from "./case.module.css"
import { isOpenMotion } from "./clock/motions"

/** What a decision is about, in words: a category, or operations of a purpose. */
export async function itemTitle(inForce: InForce, item: string, locale: Locale): Promise<string> {
  const [t, common] = [await translator("case"), await translator("common")]
  if (item === "*") return t("proposal.all")
  const pairs = item.split(",").map((each) => each.split("/"))
  const [first = "", operation] = pairs[0] ?? []
  if (!operation) return category(inForce.policy, first).title[locale]
  const operations = pairs.map(([, code]) => common(`operation.${code as "use"}`))
  return t("asked.withdrawal", {
    what: purpose(inForce.policy, first).title[locale],
    operations: operations.join(", "),
  })
}

/** A ground of the policy or the law; of a disclosure, the one on which data may go to a state body, which has no `dpv`. */
function groundOf(inForce: InForce, code: string): { title: Text; dpv?: string | undefined } {
  return authorityGrounds(inForce.policy).find((each) => each.code === code) ?? ground(inForce, code)
}

// What no source can do is decided in words alone.
const outcomeOf = ({ outcome, reason }: CaseDecision) => (outcome === "do" && reason ? "in_words" : outcome)

const Decisions = async ({ part, decisions }: { part: CasePart; decisions: CaseDecision[] }) => {
  const [t, locale] = [await translator("case"), await currentLocale()]
  const { inForce } = part
  const rows = await Promise.all(
    decisions.map(async (decision) => ({
      ...decision,
      title: await itemTitle(inForce, decision.item, locale),
    })),
  )
  type Row = (typeof rows)[number]
  const until = ({ untilOn, untilFact }: Row) =>
    untilOn
      ? formatDate(untilOn, locale)
      : inForce.policy.facts.find(({ code }) => code === untilFact)?.title[locale]
  return (
    <DataTable
      caption={t("proposal.decisions")}
      rows={rows}
      rowKey={({ id }) => id}
      columns={[
        { head: t("proposal.item"), rowHead: true, cell: ({ title }: Row) => title },
        { head: t("proposal.decision"), cell: (row: Row) => t(`proposal.outcome.${outcomeOf(row)}`) },
        {
          head: t("proposal.ground"),
          cell: (row: Row) =>
            row.ground && (
              <>
                {groundOf(inForce, row.ground).title[locale]}
                <div className={styles.meta}>{row.law}</div>
                <div className={styles.meta}>
                  <code>{[row.ground, groundOf(inForce, row.ground).dpv].filter(Boolean).join(" · ")}</code>
                </div>
              </>
            ),
        },
        { head: t("proposal.reason"), cell: ({ reason }: Row) => reason },
        { head: t("plan.until"), cell: until },
      ]}
    />
  )
}

const Proposal = async ({ part, proposal }: { part: CasePart; proposal: CaseProposal }) => {
  const [t, locale] = [await translator("case"), await currentLocale()]
  return (
    <>
      <p className={styles.meta}>
        {t("proposal.by", { name: proposal.author ?? "", time: formatDateTime(proposal.at, locale) })}
        {proposal.approvedAt && (
          <>
            <br />
            {t("proposal.approvedBy", {
              name: proposal.approver ?? "",
              time: formatDateTime(proposal.approvedAt, locale),
            })}
          </>
        )}
      </p>
      <Decisions part={part} decisions={proposal.decisions} />
      {!proposal.approvedAt && (
        <>
          <h3>{t(part.right === "authority_request" ? "proposal.toBody" : "proposal.letter")}</h3>
          <LetterText text={proposal.letter} lang={proposal.language} />
        </>
      )}
    </>
  )
}

/**
 * The newest proposal: by whom, what it decides on which ground, and the letter that goes out with it. One that was sent
 * back or taken back is folded away.
 */
export const Proposed = async ({ part, proposal }: { part: CasePart; proposal: CaseProposal }) => {
  const t = await translator("case")
  const live = part.status === "proposed" || isOpenMotion(proposal) || proposal.approvedAt !== null
  if (!live) {
    return (
      <Details summary={t("proposal.former")}>
        <Proposal part={part} proposal={proposal} />
      </Details>
    )
  }
  const title = t(proposal.approvedAt ? "proposal.decided" : "proposal.title")
  return (
    <Section id="proposal" title={title} aside={t(`proposal.${proposal.kind}`)}>
      <Proposal part={part} proposal={proposal} />
    </Section>
  )
}
