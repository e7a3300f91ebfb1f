import type { Metadata } from "next"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asStaff, signedStaff } from "@/app/_server/session"
import { DataTable } from "@/app/_ui/data-table"
import { StatusTag } from "@/app/_ui/status-tag"
import { LinkRows } from "@/app/_ui/summary-list"
import { PageTitle, Section, When } from "@/app/_ui/text"
import { draftStates } from "@/lib/editions/drafts-page"
import { formatCount } from "@/lib/format/number"
import { may } from "@/lib/permissions"
import type { InForce } from "@/lib/policy/editions"
import { type AppliedGround, citationsText, grounds, termOf } from "@/lib/policy/lookup"
import { type Published, publishedEditions } from "@/lib/policy/published"
import type { Right } from "@/lib/policy/rights-schema"
import styles from "../queue.module.css"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("policy-admin"))("title"),
})

const names = { policy: "policy", profile: "profile", calendar: "calendar", data_map: "map" } as const
const tones = { announced: "busy", in_force: "done", ended: "quiet" } as const

const draftTones = { none: "quiet", writing: "busy", proposed: "turn" } as const

/** How far the next edition of each document is. */
const Drafts = async ({ drafts }: { drafts: Awaited<ReturnType<typeof draftStates>> }) => {
  const t = await translator("drafts")
  return (
    <Section id="drafts" title={t("next")}>
      <LinkRows
        rows={drafts.map(({ kind, state }) => ({
          href: `/admin/policy/${kind}`,
          title: t(`titles.${kind}`),
          end: <StatusTag tone={draftTones[state]}>{t(`states.${state}`)}</StatusTag>,
        }))}
      />
    </Section>
  )
}

const Editions = async ({ editions }: { editions: Published[] }) => {
  const [t, locale] = [await translator("policy-admin"), await currentLocale()]
  return (
    <Section title={t("editions")}>
      <DataTable
        caption={t("editions")}
        captionHidden
        rows={editions}
        rowKey={({ id }) => id}
        columns={[
          {
            head: t("what"),
            rowHead: true,
            cell: ({ kind, code }: Published) => `${t(names[kind])} ${code}`,
          },
          {
            head: t("number"),
            tight: true,
            cell: ({ kind, number }: Published) =>
              kind === "policy" ? (
                <a href={`/policy/${number}`}>{t("edition", { n: String(number) })}</a>
              ) : (
                t("edition", { n: String(number) })
              ),
          },
          {
            head: t("published"),
            tight: true,
            cell: ({ publishedAt }: Published) => <When at={publishedAt} locale={locale} as="time" />,
          },
          {
            head: t("effective"),
            tight: true,
            cell: ({ effectiveAt }: Published) => <When at={effectiveAt} locale={locale} />,
          },
          {
            head: t("state"),
            cell: ({ state }: Published) => <StatusTag tone={tones[state]}>{t(`states.${state}`)}</StatusTag>,
          },
          {
            head: t("told"),
            cell: ({ runId }: Published) =>
              runId ? <a href={`/admin/notices/${runId}`}>{t("log")}</a> : "–",
          },
          {
            head: t("accepted"),
            numeric: true,
            cell: ({ kind, accepted }: Published) =>
              kind === "policy" ? formatCount(accepted, locale) : "–",
          },
          {
            head: t("hash"),
            tight: true,
            cell: ({ hash }: Published) => <code title={hash}>{hash.slice(0, 16)}…</code>,
          },
        ]}
      />
    </Section>
  )
}

const Rights = async ({ held }: { held: InForce }) => {
  const [t, common, locale] = [
    await translator("policy-admin"),
    await translator("common"),
    await currentLocale(),
  ]
  const term = (right: Right) => {
    const { n, unit } = termOf(held, right.code).term
    return n === 0 ? common("term.atOnce") : common(`term.${unit}`, { n })
  }
  return (
    <Section title={t("rights")}>
      <DataTable
        caption={t("rights")}
        captionHidden
        rows={held.policy.rights}
        rowKey={({ code }) => code}
        columns={[
          { head: t("right"), rowHead: true, cell: (right: Right) => right.title[locale] },
          { head: t("term"), tight: true, cell: term },
          {
            head: t("source"),
            cell: (right: Right) => {
              const { cites, assumed } = termOf(held, right.code)
              const said = citationsText(held.profile, cites, locale)
              return assumed ? `${said} (${t("assumed")})` : said
            },
          },
        ]}
      />
    </Section>
  )
}

const Grounds = async ({ held }: { held: InForce }) => {
  const [t, locale] = [await translator("policy-admin"), await currentLocale()]
  return (
    <Section title={t("grounds")}>
      <DataTable
        caption={t("grounds")}
        captionHidden
        rows={grounds(held)}
        rowKey={({ code }) => code}
        columns={[
          {
            head: t("ground"),
            rowHead: true,
            cell: ({ code, title }: AppliedGround) => (
              <>
                {title[locale]}
                <div className={styles.nobody}>
                  <code>{code}</code>
                </div>
              </>
            ),
          },
          { head: t("kind"), cell: ({ kind }: AppliedGround) => t(`kinds.${kind}`) },
          {
            head: t("source"),
            cell: ({ cites }: AppliedGround) => citationsText(held.profile, cites, locale),
          },
        ]}
      />
    </Section>
  )
}

const AdminPolicyPage = async () => {
  if (!may((await signedStaff()).actor, "policy.read")) missing()
  const { held, editions } = await asStaff(publishedEditions)
  const drafts = await asStaff(draftStates)
  const t = await translator("policy-admin")
  return (
    <>
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      <Drafts drafts={drafts} />
      <Editions editions={editions} />
      <Rights held={held} />
      <Grounds held={held} />
    </>
  )
}

export default AdminPolicyPage
