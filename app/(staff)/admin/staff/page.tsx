import type { Metadata } from "next"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { currentInForce } from "@/app/_server/policy"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Button } from "@/app/_ui/button"
import { Checkboxes, Radios } from "@/app/_ui/choices"
import { DataTable } from "@/app/_ui/data-table"
import { Field } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { PageTitle, Section, When } from "@/app/_ui/text"
import { dayIn } from "@/lib/deadlines/day"
import { formatDate, formatDateTime } from "@/lib/format/date"
import { type Away, awayOn } from "@/lib/people/absences"
import { staffRoles } from "@/lib/people/invite-colleague"
import { type Colleague, type Invited, listStaff } from "@/lib/people/staff-list"
import { may } from "@/lib/permissions"
import { inviteAction } from "./actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("staff"))("list.title"),
})

type ListProps = { colleagues: Colleague[]; away: ReadonlyMap<string, Away> }

const List = async ({ colleagues, away }: ListProps) => {
  const [t, role, locale] = [await translator("staff"), await translator("views"), await currentLocale()]
  const standing = ({ id, disabledAt }: Colleague) => {
    if (disabledAt) return t("list.out", { date: formatDate(disabledAt, locale) })
    const absence = away.get(id)
    if (!absence) return t("list.here")
    const date = formatDate(absence.untilOn, locale)
    return absence.standIn
      ? t("away.deputy", { date, name: absence.standIn.name })
      : t("away.nobody", { date })
  }
  return (
    <DataTable
      caption={t("list.title")}
      captionHidden
      rows={colleagues}
      rowKey={({ id }) => id}
      columns={[
        {
          head: t("list.name"),
          rowHead: true,
          cell: ({ id, name }: Colleague) => <a href={`/admin/staff/${id}`}>{name}</a>,
        },
        { head: t("account.role"), cell: (row: Colleague) => role(`role.${row.role}`) },
        {
          head: t("account.unit"),
          cell: ({ unit, outside }: Colleague) => (outside ? `${unit} (${t("list.outside")})` : unit),
        },
        { head: t("list.standing"), cell: standing },
        {
          head: t("list.seen"),
          tight: true,
          cell: ({ seenAt }: Colleague) =>
            seenAt ? <When at={seenAt} locale={locale} as="time" /> : t("list.never"),
        },
      ]}
    />
  )
}

const Waiting = async ({ invited }: { invited: Invited[] }) => {
  const [t, role, locale] = [await translator("staff"), await translator("views"), await currentLocale()]
  if (invited.length === 0) return null
  return (
    <Section id="invited" title={t("invite.waiting")}>
      <ul>
        {invited.map((each) => (
          <li key={each.id}>
            {t("invite.line", {
              name: each.name,
              role: role(`role.${each.role}`),
              until: formatDateTime(each.until, locale),
            })}
          </li>
        ))}
      </ul>
    </Section>
  )
}

const Invite = async () => {
  const [t, role] = [await translator("staff"), await translator("views")]
  return (
    <Section id="invite" title={t("invite.title")}>
      <p>{t("invite.lead")}</p>
      <Form action={inviteAction} permalink="/admin/staff">
        <Field name="name" label={t("list.name")} autoComplete="off" width={20} />
        <Field name="email" type="email" label={t("invite.email")} autoComplete="off" width={20} />
        <Field name="unit" label={t("account.unit")} hint={t("invite.unitHint")} width={20} />
        <Radios
          name="role"
          label={t("account.role")}
          options={staffRoles.map((value) => ({ value, label: role(`role.${value}`) }))}
        />
        <Checkboxes
          name="outside"
          label={t("invite.where")}
          options={[{ value: "yes", label: t("invite.outside"), hint: t("invite.outsideHint") }]}
        />
        <Button>{t("invite.submit")}</Button>
      </Form>
    </Section>
  )
}

const StaffPage = async () => {
  const [{ actor }, { policy }] = [await signedStaff(), await currentInForce()]
  if (!may(actor, "staff.read")) missing()
  const { colleagues, invited, away } = await asStaff(async (ctx) => ({
    ...(await listStaff(ctx)),
    away: await awayOn(ctx, dayIn(ctx.now, policy.organisation.timezone)),
  }))
  const [t, trainings] = [await translator("staff"), await translator("trainings")]
  const security = await translator("security")
  return (
    <>
      <PageTitle lead={t("list.lead")}>{t("list.title")}</PageTitle>
      <List colleagues={colleagues} away={away} />
      {may(actor, "training.read") && (
        <p>
          <a href="/admin/trainings">{trainings("title")}</a>
        </p>
      )}
      <p>
        <a href="/admin/staff/networks">{security("networks.title")}</a>
      </p>
      <Waiting invited={invited} />
      {may(actor, "staff.manage") && <Invite />}
    </>
  )
}

export default StaffPage
