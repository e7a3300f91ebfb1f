import { currentLocale, translator } from "@/app/_server/locale"
import { asSubject } from "@/app/_server/session"
import { formatDateTime } from "@/lib/format/date"
import type { Prospect } from "@/lib/requests/prepare"
import type { PartScope } from "@/lib/requests/scope"
import { wouldWaitUntil } from "@/lib/requests/take-back"

/** Beside an erasure about to be signed: who is told, and until when it can be taken back. */
export const TakeBackNote = async ({ scope, prospect }: { scope: PartScope; prospect: Prospect }) => {
  const until = await asSubject(async (ctx) =>
    wouldWaitUntil(ctx, prospect.planning.inForce, { scope, plan: prospect.plan }),
  )
  if (!until) return null
  const [t, locale] = [await translator("request"), await currentLocale()]
  return <p>{t("wait.sign", { date: formatDateTime(until, locale) })}</p>
}
