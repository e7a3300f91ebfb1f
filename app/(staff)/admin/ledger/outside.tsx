import { currentLocale, translator } from "@/app/_server/locale"
import { DataTable } from "@/app/_ui/data-table"
import { LinkRows } from "@/app/_ui/summary-list"
import { Prose, Section, When } from "@/app/_ui/text"
import type { LedgerStanding } from "@/lib/checkpoints/standing"
import type { Policy } from "@/lib/policy/schema"

type Keeper = NonNullable<Policy["checkpoints"]>["mailTo"][number]

const states = ["ready", "sending", "sent", "parked"] as const

/** Who gets the checkpoint every day, and when it last went. */
export const Keepers = async ({ standing, policy }: { standing: LedgerStanding; policy: Policy }) => {
  const [t, locale] = [await translator("ledger"), await currentLocale()]
  const sentTo = ({ email }: Keeper) => standing.mails.get(email.toLowerCase())
  const stateOf = (keeper: Keeper) => {
    const state = states.find((each) => each === sentTo(keeper)?.state)
    return state ? t(`mail.state.${state}`) : ""
  }
  return (
    <Section title={t("mail.title")}>
      <Prose>
        <p>{t("mail.about")}</p>
      </Prose>
      <DataTable
        caption={t("mail.title")}
        captionHidden
        rows={policy.checkpoints?.mailTo ?? []}
        rowKey={({ email }) => email}
        empty={t("mail.nobody")}
        columns={[
          { head: t("mail.address"), rowHead: true, cell: ({ email }: Keeper) => email },
          { head: t("mail.language"), cell: ({ language }: Keeper) => t(`language.${language}`) },
          {
            head: t("mail.last"),
            tight: true,
            cell: (keeper: Keeper) => {
              const sent = sentTo(keeper)
              return sent ? <When at={sent.at} locale={locale} as="time" /> : t("mail.never")
            },
          },
          { head: t("mail.became"), cell: stateOf },
        ]}
      />
    </Section>
  )
}

/** Where anybody finds what is published. */
export const Addresses = async () => {
  const t = await translator("ledger")
  return (
    <Section id="published" title={t("published.title")}>
      <LinkRows
        rows={[
          { href: "/ledger/checkpoint", title: t("published.newest"), about: t("published.newestAbout") },
          { href: "/ledger/key", title: t("published.key"), about: t("published.keyAbout") },
          { href: "/verify", title: t("published.verify"), about: t("published.verifyAbout") },
        ]}
      />
    </Section>
  )
}

type Outage = LedgerStanding["outages"][number]

/** When the ledger was not signed in time. */
export const Outages = async ({ outages }: { outages: readonly Outage[] }) => {
  const [t, locale] = [await translator("ledger"), await currentLocale()]
  return (
    <Section title={t("outages.title")}>
      <DataTable
        caption={t("outages.title")}
        captionHidden
        rows={outages}
        rowKey={({ id }) => id}
        empty={t("outages.none")}
        columns={[
          {
            head: t("outages.since"),
            rowHead: true,
            cell: ({ since }: Outage) => <When at={since} locale={locale} as="time" />,
          },
          {
            head: t("outages.until"),
            cell: ({ overAt }: Outage) =>
              overAt ? <When at={overAt} locale={locale} as="time" /> : t("outages.open"),
          },
        ]}
      />
    </Section>
  )
}
