import type { Metadata } from "next"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { currentInForce } from "@/app/_server/policy"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Button } from "@/app/_ui/button"
import { Checkboxes } from "@/app/_ui/choices"
import { DataTable } from "@/app/_ui/data-table"
import { Form } from "@/app/_ui/form"
import { PageTitle, Section, When } from "@/app/_ui/text"
import { formatDate } from "@/lib/format/date"
import type { Locale } from "@/lib/format/locale"
import { formatCount } from "@/lib/format/number"
import { may } from "@/lib/permissions"
import type { Policy } from "@/lib/policy/schema"
import { type Scheduled, scheduleOf } from "@/lib/retention/schedule"
import { listSweeps, openStates, type Sweep } from "@/lib/retention/sweep"
import { startSweepAction } from "./actions"
import { State } from "./state"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("retention"))("title"),
})

/** The data a rule keeps, by title. */
const dataOf = ({ categories }: Policy, rule: string, locale: Locale): string =>
  categories
    .filter(({ retention }) => retention === rule)
    .map(({ title }) => title[locale])
    .join("; ")

const Schedule = async ({ schedule }: { schedule: Scheduled[] }) => {
  const [t, locale, { policy }] = [
    await translator("retention"),
    await currentLocale(),
    await currentInForce(),
  ]
  const titleOf = (rule: string) =>
    policy.retentionRules.find(({ code }) => code === rule)?.title[locale] ?? rule
  return (
    <DataTable
      caption={t("schedule.title")}
      rows={schedule}
      rowKey={({ rule }) => rule}
      columns={[
        { head: t("schedule.rule"), rowHead: true, cell: ({ rule }: Scheduled) => titleOf(rule) },
        {
          head: t("schedule.last"),
          tight: true,
          cell: ({ last }: Scheduled) => (last ? <When at={last} locale={locale} /> : t("schedule.never")),
        },
        {
          head: t("schedule.next"),
          tight: true,
          cell: ({ next }: Scheduled) => (next ? <When at={next} locale={locale} /> : t("schedule.byHand")),
        },
        {
          head: t("schedule.categories"),
          wide: true,
          cell: ({ rule }: Scheduled) => dataOf(policy, rule, locale),
        },
      ]}
    />
  )
}

const Start = async ({ schedule, open }: { schedule: Scheduled[]; open: Sweep | undefined }) => {
  const [t, locale, { policy }] = [
    await translator("retention"),
    await currentLocale(),
    await currentInForce(),
  ]
  const rules = policy.retentionRules.filter(({ code }) => schedule.some(({ rule }) => rule === code))
  return (
    <Section id="start" title={t("start.title")}>
      {open ? (
        <p>
          {t("start.open")} <a href={`/admin/retention/${open.id}`}>{t("start.see")}</a>
        </p>
      ) : (
        <>
          <p>{t("start.lead")}</p>
          <Form action={startSweepAction} permalink="/admin/retention">
            <Checkboxes
              name="rules"
              label={t("start.rules")}
              options={rules.map(({ code, title }) => ({
                value: code,
                label: title[locale],
                hint: dataOf(policy, code, locale),
              }))}
              defaultValues={rules.map(({ code }) => code)}
            />
            <Button>{t("start.submit")}</Button>
          </Form>
        </>
      )}
    </Section>
  )
}

const Sweeps = async ({ sweeps }: { sweeps: Sweep[] }) => {
  const [t, locale] = [await translator("retention"), await currentLocale()]
  return (
    <Section>
      <DataTable
        caption={t("sweeps.title")}
        rows={sweeps}
        rowKey={({ id }) => id}
        empty={t("sweeps.none")}
        columns={[
          {
            head: t("sweeps.asOf"),
            rowHead: true,
            tight: true,
            cell: ({ id, asOf }: Sweep) => <a href={`/admin/retention/${id}`}>{formatDate(asOf, locale)}</a>,
          },
          { head: t("sweeps.state"), tight: true, cell: ({ state }: Sweep) => <State state={state} /> },
          {
            head: t("sweeps.people"),
            numeric: true,
            cell: ({ counts }: Sweep) => (counts ? formatCount(counts.people, locale) : "–"),
          },
          { head: t("sweeps.by"), cell: ({ startedBy }: Sweep) => startedBy ?? t("sweeps.round") },
        ]}
      />
    </Section>
  )
}

const RetentionPage = async () => {
  const [{ actor }, held] = [await signedStaff(), await currentInForce()]
  if (!may(actor, "sweep.read")) missing()
  const { sweeps, schedule } = await asStaff(async (ctx) => ({
    sweeps: await listSweeps(ctx),
    schedule: await scheduleOf(ctx, held),
  }))
  const t = await translator("retention")
  const open = sweeps.find(({ state }) => openStates.includes(state))
  return (
    <>
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      <Schedule schedule={schedule} />
      {may(actor, "sweep.propose") && <Start schedule={schedule} open={open} />}
      <Sweeps sweeps={sweeps} />
    </>
  )
}

export default RetentionPage
