import { SilentSources } from "@/app/_records/silent-sources"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asSubject } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Radios } from "@/app/_ui/choices"
import { BackLink, PageTitle, Prose } from "@/app/_ui/text"
import { CategoryChoice } from "@/app/(subject)/_parts/category-choice"
import { myReading } from "@/app/(subject)/cabinet/data/my-reading"
import { readyPackage } from "@/lib/copies/my-package"
import { formatDate } from "@/lib/format/date"
import { inForce as inForceNow } from "@/lib/policy/editions"
import type { Right } from "@/lib/policy/rights-schema"
import { countRecords } from "@/lib/records/count"
import { askerOf } from "@/lib/requests/asker"
import { draftOf } from "@/lib/requests/draft-of"
import { readingForm } from "@/lib/requests/prepare-reading"
import { isReading, type ReadingRight } from "@/lib/requests/scope"
import { prepareReadingAction } from "./actions"

type Props = { right: ReadingRight; again: string | undefined }

const load = ({ right, again }: Props) =>
  asSubject(async (ctx) => {
    const form = readingForm((await inForceNow(ctx.db)).policy, right, askerOf(ctx.actor))
    if (!form) return null
    const scope = (await draftOf(ctx, again))?.draft.scope
    const before = scope && isReading(scope) && scope.right === right ? scope : null
    return { form, before, ready: await readyPackage(ctx, right) }
  })

/** To the person, or straight to a service that the policy names for this right (rule 23). */
const Where = async ({ right: { services = [] }, to }: { right: Right; to: string }) => {
  const [t, locale] = [await translator("copies"), await currentLocale()]
  if (services.length === 0) return null
  return (
    <Radios
      name="to"
      label={t("form.to")}
      options={[
        { value: "", label: t("form.me") },
        ...services.map(({ code, title }) => ({
          value: code,
          label: title[locale],
          hint: t("form.service"),
        })),
      ]}
      defaultValue={to}
    />
  )
}

/** The form of a right that is answered with what is held: which data, and where to. */
export const AskForCopy = async (props: Props) => {
  const found = await load(props)
  if (!found) missing()
  const { form, before, ready } = found
  const [t, ask, locale] = [await translator("copies"), await translator("ask"), await currentLocale()]
  const { reading } = await myReading(form.code)
  const counted = await countRecords(reading)
  const page = `/cabinet/requests/new/${form.code}`
  return (
    <>
      <BackLink href="/cabinet/requests/new">{ask("title")}</BackLink>
      <PageTitle lead={t(`form.lead.${form.code}`)}>{form.right.title[locale]}</PageTitle>
      {ready && (
        <Banner>
          <p>{t("form.ready", { number: ready.number, date: formatDate(ready.expiresAt, locale) })}</p>
          <p>
            <a href={`/cabinet/requests/${ready.number}`}>{t("form.look")}</a>
          </p>
        </Banner>
      )}
      <Prose>
        <p>
          {t("form.live")} <a href="/cabinet/data">{t("form.data")}</a>
        </p>
      </Prose>
      <SilentSources silent={counted.silent} reading={reading} again={page} />
      {counted.total === 0 && <p>{t("form.nothing")}</p>}
      <CategoryChoice
        label={t("form.which")}
        action={prepareReadingAction}
        counted={counted}
        ticked={before?.categories ?? []}
      >
        <input type="hidden" name="right" value={form.code} />
        <Where right={form.right} to={before?.service ?? ""} />
      </CategoryChoice>
    </>
  )
}
