import { dateWords } from "@/app/_server/date-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { asStaff } from "@/app/_server/session"
import { Button, ButtonLink, Buttons } from "@/app/_ui/button"
import { DateFields } from "@/app/_ui/date-fields"
import { Field } from "@/app/_ui/field"
import { type Package, packageOf } from "@/lib/copies/package"
import { formatDate } from "@/lib/format/date"
import { may } from "@/lib/permissions"
import { right } from "@/lib/policy/lookup"
import { sizeIn } from "@/lib/records/words"
import { refuseGroundsFor } from "@/lib/requests/grounds"
import type { ReadingScope } from "@/lib/requests/scope"
import { Act, able } from "../act"
import styles from "../case.module.css"
import type { DecideProps } from "../decide"
import { orderPackageAction, recordTransferAction, sendCopyAction } from "./actions"

type Props = DecideProps & { scope: ReadingScope }

/** The package to be taken along: to the desk, or to the service. */
const Taking = async ({ found }: { found: Package }) => {
  const [t, locale] = [await translator("copies"), await currentLocale()]
  const values = { size: sizeIn(found.size, locale), date: formatDate(found.expiresAt, locale) }
  return (
    <>
      <p>{t("staff.ready", values)}</p>
      <p className={styles.meta}>{t("staff.view")}</p>
      <ul className={styles.lines}>
        <li>
          <a href={`/api/staff/packages/${found.id}/booklet`}>{t("staff.booklet")}</a>
        </li>
        <li>
          <a href={`/api/staff/packages/${found.id}`}>{t("staff.zip")}</a>
        </li>
      </ul>
    </>
  )
}

const ToService = async ({ scope, part, ready, live }: Props & { ready: Package | null; live: boolean }) => {
  const [t, locale] = [await translator("copies"), await currentLocale()]
  const services = right(part.inForce.policy, part.right).services ?? []
  const service = services.find(({ code }) => code === scope.service)?.title[locale] ?? ""
  return (
    <>
      {live && <p>{t("staff.toService", { service })}</p>}
      <Act key="order" part={part} action={orderPackageAction} live={live && !ready}>
        <p>{t("staff.none")}</p>
        <Button>{t("staff.make")}</Button>
      </Act>
      <Act key="transfer" part={part} action={recordTransferAction} live={live && ready !== null}>
        <h3>{t("staff.handed")}</h3>
        <DateFields name="on" label={t("staff.on")} words={await dateWords()} />
        <Field name="reference" label={t("staff.reference")} hint={t("staff.referenceHint")} />
        <Button>{t("staff.record")}</Button>
      </Act>
    </>
  )
}

/** The way a part that is answered with the data goes on: handed over by the worker, or by an officer to a service. */
export const HandOver = async (props: Props) => {
  const { actor, found: request, part, scope } = props
  const [t, words] = [await translator("copies"), await translator("case")]
  if (!may(actor, "package.take")) return null
  const live = able(props)("decide", "request.decide")
  const ready = await asStaff((ctx) => packageOf(ctx, part.id))
  const shown = ready && (part.status === "fulfilled" || scope.service) ? ready : null
  return (
    <>
      {shown && <Taking found={shown} />}
      {scope.service ? (
        <ToService {...props} ready={ready} live={live} />
      ) : (
        <Act part={part} action={sendCopyAction} live={live}>
          <p className={styles.meta}>{t("staff.hint")}</p>
          <Button>{t("staff.send")}</Button>
        </Act>
      )}
      {live && refuseGroundsFor(part.inForce, part.right).length > 0 && (
        <Buttons>
          <ButtonLink kind="secondary" href={`/admin/requests/${request.number}/refuse?part=${part.id}`}>
            {words("act.refuse")}
          </ButtonLink>
        </Buttons>
      )}
    </>
  )
}
