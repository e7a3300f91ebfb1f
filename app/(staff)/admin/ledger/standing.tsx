import { currentLocale, translator } from "@/app/_server/locale"
import { Banner } from "@/app/_ui/banner"
import { StatusTag, type Tone } from "@/app/_ui/status-tag"
import { SummaryList } from "@/app/_ui/summary-list"
import { Section, When } from "@/app/_ui/text"
import type { Agreement, LedgerStanding } from "@/lib/checkpoints/standing"
import { formatDateTime } from "@/lib/format/date"
import { formatCount } from "@/lib/format/number"

const tones: Record<Agreement, Tone> = {
  agrees: "done",
  none: "quiet",
  missing: "late",
  differs: "late",
  damaged: "late",
  unreadable: "late",
}

type Props = { standing: LedgerStanding }

/** What somebody has to see to now; nothing when all is well. */
export const Alarm = async ({ standing }: Props) => {
  const [t, locale] = [await translator("ledger"), await currentLocale()]
  const { delay, agreement, outages } = standing
  const open = outages.find(({ overAt }) => overAt === null)
  if (delay !== null || open)
    return (
      <Banner kind="fault" title={t("late.title")}>
        {open && <p>{t("late.since", { at: formatDateTime(open.since, locale) })}</p>}
        <p>{t("late.do")}</p>
      </Banner>
    )
  if (tones[agreement] !== "late") return null
  return (
    <Banner kind="fault" title={t(`file.${agreement}`)}>
      <p>{t("file.do")}</p>
    </Banner>
  )
}

/** How far the ledger has come, and what is signed of it inside and outside. */
export const Standing = async ({ standing }: Props) => {
  const [t, locale] = [await translator("ledger"), await currentLocale()]
  const { placed, signed, waiting, until, agreement, origin } = standing
  const count = (number: number) => formatCount(number, locale)
  const newest =
    signed > 0 ? (
      <a href={`/ledger/checkpoint/${signed}`}>{t("newest.at", { size: count(signed) })}</a>
    ) : (
      t("newest.none")
    )
  return (
    <Section id="standing" title={t("standing")}>
      <SummaryList
        rows={[
          ...(origin ? [{ key: t("name"), value: origin }] : []),
          { key: t("placed"), value: count(placed) },
          { key: t("waiting"), value: count(waiting + placed - signed) },
          {
            key: t("newest.title"),
            value: newest,
            ...(until && { note: t("newest.until", { at: formatDateTime(until, locale) }) }),
          },
          {
            key: t("file.title"),
            value: <StatusTag tone={tones[agreement]}>{t(`file.${agreement}`)}</StatusTag>,
          },
        ]}
      />
    </Section>
  )
}

/** What the last `ledger verify` found. */
export const LastCheck = async ({ standing: { check } }: Props) => {
  const [t, locale] = [await translator("ledger"), await currentLocale()]
  const rows = check
    ? [
        {
          key: t("check.found"),
          value: (
            <StatusTag tone={check.faults === 0 ? "done" : "late"}>
              {check.faults === 0 ? t("check.holds") : t("check.faults", { n: check.faults })}
            </StatusTag>
          ),
        },
        { key: t("check.at"), value: <When at={check.at} locale={locale} as="time" /> },
        { key: t("check.size"), value: formatCount(check.size, locale) },
        ...(check.first ? [{ key: t("check.first"), value: <span lang="en">{check.first}</span> }] : []),
      ]
    : []
  return (
    <Section id="check" title={t("check.title")}>
      {check ? <SummaryList rows={rows} /> : <p>{t("check.never")}</p>}
      <p>{t("check.about")}</p>
      <p>
        <code>npm run ukuk -- ledger verify</code>
      </p>
    </Section>
  )
}
