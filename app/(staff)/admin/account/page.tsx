import type { Metadata } from "next"
import { SessionList } from "@/app/_records/session-list"
import { dateWords } from "@/app/_server/date-words"
import { doneWords } from "@/app/_server/done-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { currentInForce } from "@/app/_server/policy"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Button } from "@/app/_ui/button"
import { Radios, Select } from "@/app/_ui/choices"
import { DateFields } from "@/app/_ui/date-fields"
import { Field } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { LinkRows, SummaryList } from "@/app/_ui/summary-list"
import { PageTitle, Section } from "@/app/_ui/text"
import { dayIn } from "@/lib/deadlines/day"
import { formatDate } from "@/lib/format/date"
import { tieKinds } from "@/lib/oversight/declare-tie"
import { shortId } from "@/lib/oversight/short-id"
import { listTies, type Tie } from "@/lib/oversight/ties"
import { type Absence, colleaguesOf, listAbsences } from "@/lib/people/absences"
import { listOwnSessions } from "@/lib/people/own-sessions"
import { MOST_SESSIONS } from "@/lib/people/sessions"
import { may } from "@/lib/permissions"
import { AbsenceLine } from "../staff/absence-line"
import { declareAbsenceAction, declareTieAction, endAbsenceAction, endSessionsAction } from "./actions"

type Props = { searchParams: Promise<{ done?: string }> }

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("staff"))("account.title"),
})

const Ties = async ({ ties }: { ties: Tie[] }) => {
  const [t, locale] = [await translator("staff"), await currentLocale()]
  return (
    <Section id="ties" title={t("tie.title")}>
      <p>{t("tie.lead")}</p>
      {ties.length > 0 && (
        <SummaryList
          rows={ties.map(({ id, subjectId, kind, at }) => ({
            id,
            key: t(`tie.kind.${kind}`),
            value: t("tie.person", { person: shortId(subjectId) }),
            note: formatDate(at, locale),
          }))}
        />
      )}
      <Form action={declareTieAction}>
        <Field
          name="known"
          label={t("tie.known")}
          hint={t("tie.knownHint")}
          autoComplete="off"
          spellCheck={false}
          width={20}
        />
        <Radios
          name="kind"
          label={t("tie.who")}
          options={tieKinds.map((value) => ({ value, label: t(`tie.kind.${value}`) }))}
        />
        <Button kind="secondary">{t("tie.submit")}</Button>
      </Form>
    </Section>
  )
}

const Ahead = async ({ absences }: { absences: Absence[] }) => {
  const t = await translator("staff")
  return absences.map((absence) => (
    <Form key={absence.id} action={endAbsenceAction}>
      <input type="hidden" name="absence" value={absence.id} />
      <AbsenceLine absence={absence} />
      <Button kind="secondary">{t("absence.end")}</Button>
    </Form>
  ))
}

type AbsenceProps = { absences: Absence[]; colleagues: { id: string; name: string }[] }

const Absences = async ({ absences, colleagues }: AbsenceProps) => {
  const [t, words] = [await translator("staff"), await dateWords()]
  return (
    <Section id="absence" title={t("absence.title")}>
      <p>{t("absence.lead")}</p>
      <Ahead absences={absences} />
      {colleagues.length === 0 ? (
        <p>{t("absence.nobody")}</p>
      ) : (
        <Form action={declareAbsenceAction}>
          <DateFields name="from" label={t("absence.from")} words={words} />
          <DateFields name="until" label={t("absence.until")} words={words} />
          <Select
            name="deputy"
            label={t("absence.deputy")}
            hint={t("absence.deputyHint")}
            options={[
              { value: "", label: t("assign.choose") },
              ...colleagues.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
          <Button kind="secondary">{t("absence.submit")}</Button>
        </Form>
      )}
    </Section>
  )
}

const StaffAccountPage = async ({ searchParams }: Props) => {
  const [{ done }, { actor }, { policy }] = [await searchParams, await signedStaff(), await currentInForce()]
  const mine = await asStaff(async (ctx) => ({
    ties: (await listTies(ctx)).filter(({ staffId }) => staffId === actor.accountId),
    absences: await listAbsences(ctx, {
      today: dayIn(ctx.now, policy.organisation.timezone),
      of: actor.accountId,
    }),
    colleagues: await colleaguesOf(ctx, actor.role, actor.accountId),
    sessions: await listOwnSessions(ctx),
  }))
  const [t, role, said] = [
    await translator("staff"),
    await translator("views"),
    (await doneWords("staff", done)) ?? (await doneWords("security", done)),
  ]
  const security = await translator("security")
  return (
    <>
      <PageTitle>{t("account.title")}</PageTitle>
      {said && <Banner kind="done" title={said} live />}
      <Section>
        <SummaryList
          rows={[
            { key: t("account.role"), value: role(`role.${actor.role}`) },
            { key: t("account.unit"), value: actor.unit },
          ]}
        />
      </Section>
      <Section id="sign-in" title={security("sign_in.title")}>
        <LinkRows
          rows={[
            { href: "/admin/account/password", title: security("password.title") },
            { href: "/admin/account/passkeys", title: security("passkey.title") },
            { href: "/admin/account/codes", title: security("codes.title") },
            { href: "/admin/account/recovery", title: security("recovery.title") },
          ]}
        />
      </Section>
      <SessionList sessions={mine.sessions} most={MOST_SESSIONS.staff} end={endSessionsAction} />
      {may(actor, "tie.declare") && <Ties ties={mine.ties} />}
      {may(actor, "absence.declare") && <Absences absences={mine.absences} colleagues={mine.colleagues} />}
    </>
  )
}

export default StaffAccountPage
