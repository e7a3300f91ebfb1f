import type { ReactNode } from "react"
import { staffHouse } from "@/app/_server/house"
import { currentLocale, translator } from "@/app/_server/locale"
import { signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Select } from "@/app/_ui/choices"
import { TextArea } from "@/app/_ui/field"
import type { Case, CasePart } from "@/lib/requests/case"
import { mayDecideAlone } from "@/lib/requests/decide"
import { refuseGroundsFor } from "@/lib/requests/grounds"
import { type PlanNow, planNow } from "@/lib/requests/plan-now"
import { planRows } from "@/lib/requests/plan-rows"
import { SourceRefused, SourceUnreachable } from "@/lib/sources/failures"
import { sourceTitle } from "@/lib/sources/map-schema"
import { PlanGroups } from "../plan-table"
import { kinds } from "./decision-input"
import { GapFields, Lines } from "./lines"
import { ReplyFields } from "./reply-fields"

const pages = [...kinds, "reply"] as const
/** The pages of a decision. */
export type Kind = (typeof pages)[number]

/** Whether a page of that name decides. */
export const isKind = (name: string): name is Kind => pages.some((kind) => kind === name)

/** The plan, or why there is none: the source is silent, or it and the data map do not agree. */
async function planOrNotice(part: CasePart): Promise<{ now: PlanNow } | { notice: ReactNode }> {
  const [t, locale] = [await translator("case"), await currentLocale()]
  try {
    return { now: await planNow(staffHouse(), await signedStaff(), part.id) }
  } catch (error) {
    if (error instanceof SourceUnreachable)
      return { notice: <Banner kind="fault">{t("form.silent")}</Banner> }
    if (!(error instanceof SourceRefused && error.isUnfit)) throw error
    return {
      notice: (
        <Banner kind="fault">
          <p>
            {t("form.unfit", {
              source: sourceTitle(part.inForce.dataMap, error.source)?.[locale] ?? error.source,
            })}
          </p>
          <p>
            <a href="/admin/sources#fit">{t("form.unfitWhere")}</a>
          </p>
        </Banner>
      ),
    }
  }
}

/** What a page of a decision shows: its fields, none while it cannot be taken; and what is told above them. */
export type Body = { notice: ReactNode; fields: ReactNode | null }

async function refusalBody(found: Case, part: CasePart): Promise<Body> {
  const [t, locale] = [await translator("case"), await currentLocale()]
  const grounds = refuseGroundsFor(part.inForce, part.right)
  if (grounds.length === 0)
    return {
      notice: <Banner>{t(part.right === "withdrawal" ? "form.noRefusal" : "form.noGround")}</Banner>,
      fields: null,
    }
  const options = grounds.map(({ code, title }) => ({ value: code, label: title[locale] }))
  const fields = (
    <>
      <Select
        name="refusalGround"
        label={t("form.refusalGround")}
        options={[{ value: "", label: t("form.choose") }, ...options]}
      />
      <TextArea name="refusalReason" label={t("form.refusalReason")} rows={4} lang={found.language} />
    </>
  )
  return { notice: null, fields }
}

async function planBody(kind: Kind, found: Case, part: CasePart): Promise<Body> {
  const [t, locale, planned] = [await translator("case"), await currentLocale(), await planOrNotice(part)]
  if ("notice" in planned) return { ...planned, fields: null }
  const { now } = planned
  if (kind === "decide" && !mayDecideAlone(part, now.plan))
    return { notice: <Banner>{t("form.alone")}</Banner>, fields: null }
  const itemByItem = kind === "propose" && part.scope.right !== "rectification"
  return {
    notice: now.changed && <Banner>{t("form.changed")}</Banner>,
    fields: (
      <>
        {itemByItem ? (
          <Lines part={part} now={now} />
        ) : (
          <PlanGroups rows={planRows(part.inForce, now.plan.operations, locale)} stored={false} />
        )}
        <GapFields now={now} lang={found.language} />
      </>
    ),
  }
}

/** What is decided on, as fields; or why it cannot be decided so, or not now. */
export async function bodyOf(kind: Kind, found: Case, part: CasePart): Promise<Body> {
  const t = await translator("case")
  const told = (notice: string): Body => ({ notice: <Banner>{notice}</Banner>, fields: null })
  // While proof is awaited, all that can be decided is that it did not suffice.
  const isProving = part.status === "verifying" && kind === "refuse"
  if (part.status !== "working" && !isProving)
    return told(t(kind === "reply" ? "form.replyNotNow" : "form.notNow"))
  if (kind === "reply") {
    if (part.kind !== "answer") return told(t("form.byPlan"))
    return { notice: null, fields: <ReplyFields found={found} part={part} /> }
  }
  if (part.kind === "answer" && (kind !== "refuse" || part.original)) return told(t("form.inWords"))
  return kind === "refuse" ? refusalBody(found, part) : planBody(kind, found, part)
}
