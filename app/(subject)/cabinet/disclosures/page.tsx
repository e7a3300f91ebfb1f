import type { Metadata } from "next"
import { disclosureWords } from "@/app/_records/disclosure-words"
import { doneWords } from "@/app/_server/done-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { asSubject } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { SummaryList } from "@/app/_ui/summary-list"
import { PageTitle, Section, When } from "@/app/_ui/text"
import { openTo } from "@/app/(subject)/cabinet/open-to"
import { dayIn } from "@/lib/deadlines/day"
import { processorsOn, type ShownProcessor } from "@/lib/disclosures/processors"
import { type MyDisclosure, myDisclosures } from "@/lib/disclosures/register"
import { myPermissions } from "@/lib/disclosures/written-permissions"
import { formatDate } from "@/lib/format/date"
import { inForce as inForceNow } from "@/lib/policy/editions"
import { Permissions } from "./permissions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("disclosures"))("mine.title"),
})

const Given = async ({ given }: { given: MyDisclosure }) => {
  const [t, words, locale] = [await translator("disclosures"), await disclosureWords(), await currentLocale()]
  const { document, items, number } = given
  return (
    <Section
      id={`given-${given.id}`}
      title={words.whom(given.recipient)}
      aside={<When at={given.at} locale={locale} />}
    >
      <SummaryList
        strong="key"
        rows={[
          {
            key: t("mine.what"),
            value: words.what(given.categories),
            ...(items ? { note: t("mine.items", { n: items }) } : {}),
          },
          ...(given.purpose === given.ground
            ? []
            : [{ key: t("mine.why"), value: words.purpose(given.purpose) }]),
          {
            key: t("mine.ground"),
            value: words.ground(given.ground),
            note: (
              <>
                {words.clause(given.ground)}
                {given.consentId && <p>{t("mine.consent")}</p>}
                {given.processorId && <p>{t("mine.contract")}</p>}
                {document && (
                  <p>
                    {t("mine.document", { number: document.number, date: formatDate(document.date, locale) })}
                  </p>
                )}
                {given.words && <p>{t("mine.words", { words: given.words })}</p>}
              </>
            ),
          },
        ]}
      />
      {number && <a href={`/cabinet/requests/${number}`}>{t("mine.request", { number })}</a>}
    </Section>
  )
}

const Processors = async ({ all }: { all: ShownProcessor[] }) => {
  const [t, words] = [await translator("processors"), await disclosureWords()]
  if (all.length === 0) return null
  return (
    <Section id="processors" title={t("mine.title")}>
      <p>{t("mine.lead")}</p>
      <SummaryList
        strong="key"
        rows={all.map((one) => ({
          id: one.id,
          key: one.name,
          value: `${one.service} (${words.what(one.categories)})`,
          note: (
            <>
              {words.whom(one.recipient)}. {t("mine.where", { country: one.country })}
              {one.subprocessors && (
                <p>
                  {t("mine.through", { names: one.subprocessors.split("\n").filter(Boolean).join(", ") })}
                </p>
              )}
            </>
          ),
        }))}
      />
    </Section>
  )
}

type Props = { searchParams: Promise<{ done?: string | string[] }> }

const DisclosuresPage = async ({ searchParams }: Props) => {
  await openTo("access")
  const t = await translator("disclosures")
  const said = await doneWords("permissions", (await searchParams).done)
  const { given, permissions, processors } = await asSubject(async (ctx) => {
    const { organisation } = (await inForceNow(ctx.db)).policy
    return {
      given: await myDisclosures(ctx),
      permissions: await myPermissions(ctx, organisation.timezone),
      processors: await processorsOn(ctx, dayIn(ctx.now, organisation.timezone)),
    }
  })
  return (
    <>
      <PageTitle lead={t("mine.lead")}>{t("mine.title")}</PageTitle>
      {said && <Banner kind="done" title={said} live />}
      <Permissions all={permissions} />
      {given.length === 0 && <p>{t("mine.none")}</p>}
      {given.map((each) => (
        <Given key={each.id} given={each} />
      ))}
      <Processors all={processors} />
    </>
  )
}

export default DisclosuresPage
