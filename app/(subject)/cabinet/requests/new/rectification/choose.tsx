import { SilentSources } from "@/app/_records/silent-sources"
import { Value, valueWords } from "@/app/_records/value"
import { currentLocale, translator } from "@/app/_server/locale"
import { Banner } from "@/app/_ui/banner"
import { LinkRows, SummaryList } from "@/app/_ui/summary-list"
import { BackLink, PageTitle, Section, Spoken } from "@/app/_ui/text"
import type { Category } from "@/lib/policy/schema"
import type { Reading } from "@/lib/records/reading"
import { shownItem } from "@/lib/records/shown"
import type { Correctable, Correctables } from "@/lib/requests/correctable"

/** The categories in which something can be corrected. */
export const ChooseCategory = async ({ categories }: { categories: readonly Category[] }) => {
  const [t, locale] = [await translator("request"), await currentLocale()]
  return (
    <>
      <BackLink href="/cabinet/requests">{t("back")}</BackLink>
      <PageTitle lead={t("correct.lead")}>{t("correct.title")}</PageTitle>
      <LinkRows
        rows={categories.map(({ code, title, selfService }) => ({
          href: `/cabinet/requests/new/rectification?category=${code}`,
          title: title[locale],
          about: t(`correct.how.${selfService}`),
        }))}
      />
    </>
  )
}

/** What is held now in one field, masked like on the page of the person's data. */
export const Held = async ({
  choice,
  category,
  full,
}: {
  choice: Correctable
  category: Category
  full: boolean
}) => {
  const [t, words] = [await translator("request"), await valueWords()]
  const { held, field } = choice
  if (!held) return <em>{t("correct.nothingHeld")}</em>
  const shown = shownItem(held, category.sensitivity, { full }, words.locale)
  return <Value shown={shown} words={words} field={field.code} title={field.title[words.locale]} />
}

const hrefOf = (category: Category, { item, field }: Correctable) =>
  `/cabinet/requests/new/rectification?category=${category.code}&${item ? `item=${encodeURIComponent(item)}` : `field=${field.code}`}`

const Row = async ({
  row,
  category,
  full,
  n,
}: {
  row: Correctable[]
  category: Category
  full: boolean
  n: number | null
}) => {
  const [t, locale] = [await translator("request"), await currentLocale()]
  return (
    <Section id={`row-${n ?? 1}`} title={n === null ? undefined : t("correct.record", { n: String(n) })}>
      <SummaryList
        rows={row.map((choice) => ({
          id: choice.item ?? choice.field.code,
          key: choice.field.title[locale],
          value: <Held choice={choice} category={category} full={full} />,
          action: (
            <a href={hrefOf(category, choice)}>
              {t("correct.act")} <Spoken>: {choice.field.title[locale]}</Spoken>
            </a>
          ),
        }))}
      />
    </Section>
  )
}

type FieldProps = { found: Correctables; reading: Reading; full: boolean }

/** The fields of a category as they are held now, each with the way to correct it; or who to write to instead. */
export const ChooseField = async ({ found, reading, full }: FieldProps) => {
  const [t, locale] = [await translator("request"), await currentLocale()]
  const { category, rows, silent } = found
  const { dataProtection } = reading.inForce.policy.organisation
  return (
    <>
      <BackLink href="/cabinet/requests/new/rectification">{t("correct.others")}</BackLink>
      <PageTitle lead={t("correct.fieldLead")}>{category.title[locale]}</PageTitle>
      <SilentSources
        silent={silent}
        reading={reading}
        again={`/cabinet/requests/new/rectification?category=${category.code}`}
      />
      {rows.length === 0 && silent.length === 0 && (
        <Banner title={t("correct.notHere")}>
          <p>
            {t("correct.writeTo")} {dataProtection.title[locale]},{" "}
            <a href={`mailto:${dataProtection.email}`}>{dataProtection.email}</a>,{" "}
            <a href={`tel:${dataProtection.phone.replace(/[^+\d]/g, "")}`}>{dataProtection.phone}</a>
          </p>
        </Banner>
      )}
      {rows.map((row, i) => (
        <Row
          key={row[0]?.item ?? row[0]?.field.code}
          row={row}
          category={category}
          full={full}
          n={rows.length > 1 ? i + 1 : null}
        />
      ))}
    </>
  )
}
