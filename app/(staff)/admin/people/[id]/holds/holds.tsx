import { currentLocale, translator } from "@/app/_server/locale"
import { currentInForce } from "@/app/_server/policy"
import { Button, ButtonLink } from "@/app/_ui/button"
import { Radios } from "@/app/_ui/choices"
import { TextArea } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { Section, When } from "@/app/_ui/text"
import type { StaffActor } from "@/lib/context"
import { formatDate } from "@/lib/format/date"
import { may } from "@/lib/permissions"
import { category, grounds } from "@/lib/policy/lookup"
import type { StaffHold } from "@/lib/requests/holds-of"
import { Fold } from "../../../requests/[number]/fold"
import { endHoldAction } from "./actions"
import styles from "./holds.module.css"

type Props = {
  actor: StaffActor
  holds: readonly StaffHold[]
  subject: string
  /** Where an act leads back to: the case, else the person's holds under this view. */
  request?: string | undefined
  view?: string | undefined
}

/** What a hold is on and why, in the reader's words. */
const holdWords = async () => {
  const [t, locale, inForce] = [await translator("holds"), await currentLocale(), await currentInForce()]
  const groundOf = (code: string | null) =>
    grounds(inForce).find((ground) => ground.code === code)?.title[locale] ?? code ?? ""
  const scopeOf = (codes: string[] | null) =>
    codes ? codes.map((code) => category(inForce.policy, code).title[locale]).join(", ") : t("all")
  return { t, locale, groundOf, scopeOf }
}

const Line = async ({ hold }: { hold: StaffHold }) => {
  const { t, locale, groundOf, scopeOf } = await holdWords()
  return (
    <li>
      <strong>{groundOf(hold.ground)}</strong>: {scopeOf(hold.categories)}
      {hold.reason && <p>{hold.reason}</p>}
      {hold.secrecy && <p>{t("secretUnder", { ground: groundOf(hold.secrecy) })}</p>}
      <p className={styles.meta}>
        {t("setBy", { name: hold.setBy ?? t("system") })} · <When at={hold.at} locale={locale} /> ·{" "}
        {hold.endedAt
          ? t("ended", { date: formatDate(hold.endedAt, locale), name: hold.endedBy ?? t("system") })
          : t("review", { date: formatDate(hold.reviewOn, locale) })}
      </p>
      {hold.endReason && <p>{hold.endReason}</p>}
    </li>
  )
}

/** Ending one of the open holds: an approver's act, and not on one of their own. */
const End = async ({ actor, holds, subject, request, view }: Props) => {
  const { t, groundOf, scopeOf } = await holdWords()
  if (!may(actor, "hold.end")) return null
  const open = holds.filter(({ endedAt }) => !endedAt)
  const others = open.filter(({ setById }) => setById !== actor.accountId)
  if (others.length === 0) return open.length > 0 ? <p>{t("onlyOwn")}</p> : null
  return (
    <Form action={endHoldAction}>
      <input type="hidden" name="subject" value={subject} />
      {request && <input type="hidden" name="request" value={request} />}
      {view && <input type="hidden" name="view" value={view} />}
      <Fold fields={["hold", "endReason"]} summary={t("end.title")}>
        <Radios
          name="hold"
          label={t("end.which")}
          options={others.map(({ id, ground, categories }) => ({
            value: id,
            label: `${groundOf(ground)}: ${scopeOf(categories)}`,
          }))}
          defaultValue={others.length === 1 ? others[0]?.id : undefined}
        />
        <TextArea name="endReason" label={t("end.reason")} rows={3} />
        <Button kind="secondary">{t("end.submit")}</Button>
      </Fold>
    </Form>
  )
}

/** The recorded stops to erasure on a person's data, with what the reader may do about them. */
export const Holds = async (props: Props) => {
  const { actor, holds, subject, request } = props
  const t = await translator("holds")
  if (holds.length === 0 && !may(actor, "hold.set")) return null
  return (
    <Section id="holds" title={t("title")}>
      {holds.length === 0 ? (
        <p>{t("none")}</p>
      ) : (
        <ul className={styles.lines}>
          {holds.map((hold) => (
            <Line key={hold.id} hold={hold} />
          ))}
        </ul>
      )}
      <End {...props} />
      {may(actor, "hold.set") && (
        <ButtonLink
          kind="secondary"
          href={`/admin/people/${subject}/holds/new${request ? `?request=${request}` : ""}`}
        >
          {t("set.title")}
        </ButtonLink>
      )}
    </Section>
  )
}
