import type { ReactNode } from "react"
import { Differences } from "@/app/_records/differences"
import { currentLocale, translator } from "@/app/_server/locale"
import { SummaryList } from "@/app/_ui/summary-list"
import { PageTitle, Prose, Section } from "@/app/_ui/text"
import { inSchemaOrder } from "@/lib/editions/check-text"
import { differencesBetween } from "@/lib/editions/differences"
import type { Profile } from "@/lib/policy/profile-schema"
import type { PublicEdition } from "@/lib/policy/public-edition"
import type { Named } from "@/lib/policy/schema"
import { Agreement } from "./accept"
import { Dates, Editions } from "./editions"
import { Categories, Purposes, Retention, Rights } from "./policy-tables"
import { type Reading, Sources } from "./sources"

/** `profile`: the laws in force now, by which the edition's citations are read. */
type Props = { edition: PublicEdition; profile: Profile }

const NamedList = ({
  entries,
  locale,
  clause,
}: { entries: readonly Named[]; clause: (text: string) => string } & Pick<Reading, "locale">) => (
  <SummaryList
    strong="key"
    rows={entries.map((entry) => ({
      id: entry.code,
      key: clause(entry.clause),
      value: entry.title[locale],
      note: entry.description?.[locale],
    }))}
  />
)

const Contents = ({ parts, title }: { parts: readonly { id: string; title: string }[]; title: string }) => (
  <Section title={title}>
    <Prose>
      <ol>
        {parts.map(({ id, title }) => (
          <li key={id}>
            <a href={`#${id}`}>{title}</a>
          </li>
        ))}
      </ol>
    </Prose>
  </Section>
)

/** One edition of the policy, whole, from its data. */
export const PolicyDocument = async ({ edition, profile }: Props) => {
  const [t, locale] = [await translator("policy"), await currentLocale()]
  const { policy } = edition
  const reading = { folder: { policy, profile }, locale }
  const clause = (text: string) => (text.startsWith("P") ? t("preamble") : t("clause", { clause: text }))
  const parts: { id: string; title: string; body: ReactNode }[] = [
    { id: "categories", title: t("categories"), body: <Categories {...reading} /> },
    { id: "purposes", title: t("purposes"), body: <Purposes {...reading} /> },
    {
      id: "recipients",
      title: t("recipients"),
      body: <NamedList entries={policy.recipients} locale={locale} clause={clause} />,
    },
    {
      id: "transfers",
      title: t("transfers"),
      body: <NamedList entries={policy.transferGrounds} locale={locale} clause={clause} />,
    },
    { id: "retention", title: t("retention"), body: <Retention {...reading} /> },
    { id: "rights", title: t("rights"), body: <Rights {...reading} /> },
    {
      id: "changes",
      title: t("changes"),
      body: (
        <SummaryList
          strong="key"
          rows={policy.notices.map((notice) => ({
            id: notice.code,
            key: notice.title[locale],
            value: notice.description[locale],
            note: <Sources cites={notice.cites} {...reading} />,
          }))}
        />
      ),
    },
    {
      id: "notes",
      title: t("notes"),
      body: (
        <SummaryList
          strong="key"
          rows={policy.clauseNotes.map(({ clause: at, note }) => ({
            id: `${at} ${note.en}`,
            key: clause(at),
            value: note[locale],
          }))}
        />
      ),
    },
  ]
  return (
    <>
      <PageTitle
        caption={t("edition", { number: String(edition.number) })}
        lead={t("lead", { organisation: policy.organisation.shortName[locale] })}
      >
        {policy.name[locale]}
      </PageTitle>
      <Dates edition={edition} />
      {edition.before && (
        <Section
          id="differences"
          title={(await translator("differences"))("title", { number: String(edition.number - 1) })}
        >
          <Differences
            differences={differencesBetween(edition.before, inSchemaOrder("policy", policy), profile)}
          />
        </Section>
      )}
      {policy.acceptance && (
        <Section id="acceptance" title={t("acceptance")}>
          <p>{t(`accepted.${policy.acceptance.how}`)}</p>
          {policy.acceptance.how === "deemed" && <p>{policy.acceptance.text[locale]}</p>}
        </Section>
      )}
      {policy.userAgreement && (
        <Section id="agreement" title={t("agreement")}>
          <Agreement agreement={policy.userAgreement} />
        </Section>
      )}
      <Contents parts={parts} title={t("contents")} />
      {parts.map(({ id, title, body }) => (
        <Section key={id} id={id} title={title}>
          {body}
        </Section>
      ))}
      <Editions editions={edition.all} />
    </>
  )
}
