import type { Metadata } from "next"
import { doneWords } from "@/app/_server/done-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { currentInForce } from "@/app/_server/policy"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Button } from "@/app/_ui/button"
import { Details } from "@/app/_ui/details"
import { Form } from "@/app/_ui/form"
import { SummaryList } from "@/app/_ui/summary-list"
import { BackLink, PageTitle, Section } from "@/app/_ui/text"
import { dayIn } from "@/lib/deadlines/day"
import { formatDate, formatDateTime } from "@/lib/format/date"
import { shortId } from "@/lib/oversight/short-id"
import { listTies, type Tie } from "@/lib/oversight/ties"
import { type Absence, listAbsences } from "@/lib/people/absences"
import { type Colleague, listStaff } from "@/lib/people/staff-list"
import { may } from "@/lib/permissions"
import { AbsenceLine } from "../absence-line"
import { endColleaguesAbsenceAction, endTieAction, shutOutAction } from "../actions"

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ done?: string }> }

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("staff"))("list.title"),
})

const Facts = async ({ colleague }: { colleague: Colleague }) => {
  const [t, role, locale] = [await translator("staff"), await translator("views"), await currentLocale()]
  const { unit, outside, disabledAt, seenAt } = colleague
  return (
    <SummaryList
      rows={[
        { key: t("account.role"), value: role(`role.${colleague.role}`) },
        { key: t("account.unit"), value: outside ? `${unit} (${t("list.outside")})` : unit },
        { key: t("list.seen"), value: seenAt ? formatDateTime(seenAt, locale) : t("list.never") },
        ...(disabledAt
          ? [{ key: t("list.standing"), value: t("list.out", { date: formatDate(disabledAt, locale) }) }]
          : []),
      ]}
    />
  )
}

type Part = { colleague: string; mayEnd: boolean }

const Ties = async ({ ties, colleague, mayEnd }: Part & { ties: Tie[] }) => {
  const [t, locale] = [await translator("staff"), await currentLocale()]
  return (
    <Section id="ties" title={t("tie.declared")}>
      {ties.length === 0 && <p>{t("tie.none")}</p>}
      {ties.map(({ id, subjectId, kind, at }) => (
        <div key={id}>
          <p>
            {t(`tie.kind.${kind}`)}: {t("tie.person", { person: shortId(subjectId) })},{" "}
            {formatDate(at, locale)}
          </p>
          {mayEnd && (
            <Form action={endTieAction}>
              <input type="hidden" name="tie" value={id} />
              <input type="hidden" name="colleague" value={colleague} />
              <Button kind="secondary">{t("tie.end")}</Button>
            </Form>
          )}
        </div>
      ))}
    </Section>
  )
}

const Absences = async ({ absences, colleague, mayEnd }: Part & { absences: Absence[] }) => {
  const t = await translator("staff")
  if (absences.length === 0) return null
  return (
    <Section id="absence" title={t("absence.title")}>
      {absences.map((absence) => (
        <div key={absence.id}>
          <AbsenceLine absence={absence} />
          {mayEnd && (
            <Form action={endColleaguesAbsenceAction}>
              <input type="hidden" name="absence" value={absence.id} />
              <input type="hidden" name="colleague" value={colleague} />
              <Button kind="secondary">{t("absence.over")}</Button>
            </Form>
          )}
        </div>
      ))}
    </Section>
  )
}

const ShutOut = async ({ colleague }: { colleague: string }) => {
  const t = await translator("staff")
  return (
    <Section id="out" title={t("out.title")}>
      <p>{t("out.lead")}</p>
      <Details summary={t("out.title")}>
        <Form action={shutOutAction}>
          <input type="hidden" name="colleague" value={colleague} />
          <Button kind="grave">{t("out.submit")}</Button>
        </Form>
      </Details>
    </Section>
  )
}

const ColleaguePage = async ({ params, searchParams }: Props) => {
  const [{ id }, { done }, { actor }, { policy }] = [
    await params,
    await searchParams,
    await signedStaff(),
    await currentInForce(),
  ]
  if (!may(actor, "staff.read")) missing()
  const { colleague, ties, absences } = await asStaff(async (ctx) => {
    const found = (await listStaff(ctx)).colleagues.find((each) => each.id === id)
    if (!found) missing()
    return {
      colleague: found,
      ties: (await listTies(ctx)).filter(({ staffId }) => staffId === found.id),
      absences: await listAbsences(ctx, {
        today: dayIn(ctx.now, policy.organisation.timezone),
        of: found.id,
      }),
    }
  })
  const [t, said] = [await translator("staff"), await doneWords("staff", done)]
  const mayManage = may(actor, "staff.manage") && id !== actor.accountId
  return (
    <>
      <BackLink href="/admin/staff">{t("list.title")}</BackLink>
      <PageTitle>{colleague.name}</PageTitle>
      {said && <Banner kind="done" title={said} live />}
      <Facts colleague={colleague} />
      <Absences absences={absences} colleague={id} mayEnd={mayManage} />
      <Ties ties={ties} colleague={id} mayEnd={mayManage} />
      {mayManage && !colleague.disabledAt && <ShutOut colleague={id} />}
    </>
  )
}

export default ColleaguePage
