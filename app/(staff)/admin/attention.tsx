import { currentLocale, translator } from "@/app/_server/locale"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { secretToReview } from "@/lib/disclosures/withheld"
import { formatDate } from "@/lib/format/date"
import { openAlerts } from "@/lib/oversight/alerts"
import { shortId } from "@/lib/oversight/short-id"
import { withheldToReview } from "@/lib/oversight/withheld-views"
import { may } from "@/lib/permissions"
import { recipientsToSee } from "@/lib/recipients/list-notices"
import { withoutAnybody } from "@/lib/requests/approvers"
import { holdsToReview } from "@/lib/requests/holds-of"
import { sweepsToDecide } from "@/lib/retention/sweep"
import { tasksToSee } from "@/lib/tasks/list-tasks"

/** What nobody asked for by a request and somebody has to look at: above the queue while there is anything of it. */
export const Attention = async () => {
  const [t, locale, { actor }] = [await translator("attention"), await currentLocale(), await signedStaff()]
  const holds = may(actor, "person.find") ? await asStaff(holdsToReview) : []
  const without = may(actor, "staff.manage") ? await asStaff(withoutAnybody) : { stuck: [], alone: [] }
  const secret = may(actor, "disclosures.review") ? await asStaff(secretToReview) : []
  const alerts = may(actor, "alert.read") ? await asStaff(openAlerts) : 0
  const withheld = may(actor, "views.review") ? await asStaff(withheldToReview) : 0
  const sweeps = await asStaff(sweepsToDecide)
  const told = may(actor, "request.tell") ? await asStaff(recipientsToSee) : { toTell: 0, silent: 0 }
  const tasks = may(actor, "task.answer") ? await asStaff(tasksToSee) : { mine: 0, silent: 0 }
  const unanswered = without.stuck.length + without.alone.length
  const counts = [sweeps.length, alerts, withheld, told.toTell, told.silent, secret.length, holds.length]
  if ([...counts, unanswered, tasks.mine, tasks.silent].every((count) => count === 0)) return null
  const [words, taskWords] = [await translator("recipients"), await translator("tasks")]
  return (
    <Banner kind="turn" title={t("title")}>
      <ul>
        {withheld > 0 && (
          <li>
            <a href="/admin/views">{(await translator("views"))("withheld.due", { n: String(withheld) })}</a>
          </li>
        )}
        {alerts > 0 && (
          <li>
            <a href="/admin/alerts">{(await translator("alerts"))("waiting", { n: String(alerts) })}</a>
          </li>
        )}
        {sweeps.map(({ id, asOf }) => (
          <li key={id}>
            <a href={`/admin/retention/${id}`}>{t("sweep", { date: formatDate(asOf, locale) })}</a>
          </li>
        ))}
        {(["toTell", "silent"] as const)
          .filter((which) => told[which] > 0)
          .map((which) => (
            <li key={which}>
              <a href="/admin/recipients">{words(`attention.${which}`, { n: String(told[which]) })}</a>
            </li>
          ))}
        {(["mine", "silent"] as const)
          .filter((which) => tasks[which] > 0)
          .map((which) => (
            <li key={which}>
              <a href="/admin/tasks">{taskWords(`attention.${which}`, { n: String(tasks[which]) })}</a>
            </li>
          ))}
        {without.stuck.map(({ number, part }) => (
          <li key={part}>
            <a href={`/admin/requests/${number}?part=${part}`}>{t("stuck", { number })}</a>
          </li>
        ))}
        {without.alone.map(({ number, part }) => (
          <li key={part}>
            <a href={`/admin/requests/${number}?part=${part}`}>{t("alone", { number })}</a>
          </li>
        ))}
        {secret.map(({ id, number, reviewOn }) => (
          <li key={id}>
            <a href={number ? `/admin/requests/${number}#state-body` : `/admin/disclosures/${id}`}>
              {t(number ? "secret" : "secretGiven", {
                number: number ?? "",
                date: formatDate(reviewOn ?? "", locale),
              })}
            </a>
          </li>
        ))}
        {holds.map(({ id, subjectId, reviewOn }) => (
          <li key={id}>
            <a href={`/admin/people/${subjectId}/holds`}>
              {t("hold", { person: shortId(subjectId), date: formatDate(reviewOn, locale) })}
            </a>
          </li>
        ))}
      </ul>
    </Banner>
  )
}
