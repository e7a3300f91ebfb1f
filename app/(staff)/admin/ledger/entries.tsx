import { currentLocale, translator } from "@/app/_server/locale"
import { Button } from "@/app/_ui/button"
import { DataTable } from "@/app/_ui/data-table"
import { Field } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { SummaryList } from "@/app/_ui/summary-list"
import { Section, When } from "@/app/_ui/text"
import { COUNTED, type LedgerStanding } from "@/lib/checkpoints/standing"
import { formatCount } from "@/lib/format/number"
import type { FoundEntry } from "@/lib/receipts/find-entry"
import { entryWords } from "@/lib/receipts/words"
import { verdictTexts } from "@/messages/verdict"
import { findEntryAction } from "./actions"

type Found = { found: FoundEntry; signed: number }

const Entry = async ({ found: { entry, place }, signed }: Found) => {
  const [t, locale] = [await translator("ledger"), await currentLocale()]
  const isSigned = place !== null && place < signed
  return (
    <SummaryList
      rows={[
        { key: t("find.act"), value: entryWords({ entry, content: null }, verdictTexts(locale)) },
        { key: t("find.at"), value: <When at={new Date(entry.at)} locale={locale} as="time" /> },
        {
          key: t("find.place"),
          value: place === null ? t("find.placeless") : formatCount(place + 1, locale),
        },
        {
          key: t("find.proof"),
          value: isSigned ? (
            <a href={`/api/staff/ledger/${entry.id}`}>{t("find.save")}</a>
          ) : (
            t("find.unsigned")
          ),
          note: t("find.about"),
        },
      ]}
    />
  )
}

/** Looks an entry up by its id, as it stands in papers and findings. */
export const Find = async ({ found, signed }: { found: FoundEntry | null; signed: number }) => {
  const t = await translator("ledger")
  return (
    <Section id="find" title={t("find.title")}>
      <Form action={findEntryAction} permalink="/admin/ledger">
        <Field
          name="entry"
          label={t("find.id")}
          hint={t("find.hint")}
          defaultValue={found?.entry.id}
          autoComplete="off"
          spellCheck={false}
          width={20}
        />
        <Button kind="secondary">{t("find.submit")}</Button>
      </Form>
      {found && <Entry found={found} signed={signed} />}
    </Section>
  )
}

type Kind = LedgerStanding["kinds"][number]

/** Of which kinds the newest entries are. */
export const Kinds = async ({ kinds }: { kinds: readonly Kind[] }) => {
  const [t, locale] = [await translator("ledger"), await currentLocale()]
  return (
    <Section title={t("kinds.title", { n: formatCount(COUNTED, locale) })}>
      <DataTable
        caption={t("kinds.title", { n: formatCount(COUNTED, locale) })}
        captionHidden
        rows={kinds}
        rowKey={({ area }) => area}
        empty={t("kinds.none")}
        columns={[
          { head: t("kinds.kind"), rowHead: true, cell: ({ area }: Kind) => t(`area.${area}`) },
          {
            head: t("kinds.count"),
            numeric: true,
            cell: ({ entries }: Kind) => formatCount(entries, locale),
          },
        ]}
      />
    </Section>
  )
}
