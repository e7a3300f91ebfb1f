import { randomUUID } from "node:crypto"
import type { Metadata } from "next"
import { notFound } from "next/navigation"
import type { ReactNode } from "react"
import { orNotFound } from "@/app/_records/or-not-found"
import { house } from "@/app/_server/house"
import { currentLocale, translator } from "@/app/_server/locale"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Select } from "@/app/_ui/choices"
import { TextArea } from "@/app/_ui/field"
import { BackLink, PageTitle } from "@/app/_ui/text"
import { may } from "@/lib/permissions"
import { type Case, type CasePart, findCase, partToShow } from "@/lib/requests/case"
import { viewCase } from "@/lib/requests/case-file"
import { isReversible } from "@/lib/requests/decide"
import { refuseGroundsFor } from "@/lib/requests/grounds"
import { type PlanNow, planNow } from "@/lib/requests/plan-now"
import { planRows } from "@/lib/requests/plan-rows"
import { SourceUnreachable } from "@/lib/sources/failures"
import { PlanGroups } from "../plan-table"
import { decideAction, proposeAction } from "./actions"
import { DecisionForm } from "./decision-form"
import { type Kind, kinds } from "./decision-input"
import { Lines } from "./lines"

type Props = {
  params: Promise<{ number: string; decision: string }>
  searchParams: Promise<{ part?: string }>
}

const isKind = (name: string): name is Kind => kinds.some((kind) => kind === name)

export const generateMetadata = async ({ params }: Props): Promise<Metadata> => {
  const { decision } = await params
  return isKind(decision) ? { title: (await translator("case"))(`form.${decision}`) } : {}
}

async function planOrSilence(part: CasePart): Promise<PlanNow | null> {
  try {
    return await planNow(house(), await signedStaff(), part.id)
  } catch (error) {
    if (error instanceof SourceUnreachable) return null
    throw error
  }
}

const Ask = async ({
  kind,
  found,
  part,
  children,
}: {
  kind: Kind
  found: Case
  part: CasePart
  children?: ReactNode
}) => {
  const [t, common] = [await translator("case"), await translator("common")]
  const words = {
    problem: common("form.problem"),
    error: common("form.error"),
    optional: common("form.optional"),
    checkTitle: t("form.checkTitle"),
    checkLead: t("form.checkLead"),
    check: t("form.check"),
    change: t("form.change"),
    send: t(`form.send.${kind}`),
  }
  const action = kind === "decide" ? decideAction : proposeAction
  return (
    <DecisionForm action={action} words={words} keyValue={randomUUID()} lang={found.language}>
      <input type="hidden" name="part" value={part.id} />
      <input type="hidden" name="version" value={part.version} />
      <input type="hidden" name="kind" value={kind} />
      {children}
      <TextArea
        name="explanation"
        label={t("form.explanation")}
        hint={t("form.explanationHint", { language: t(`language.${found.language}`) })}
        rows={4}
        lang={found.language}
        optional
      />
    </DecisionForm>
  )
}

const Refuse = async ({ found, part }: { found: Case; part: CasePart }) => {
  const [t, locale] = [await translator("case"), await currentLocale()]
  const grounds = refuseGroundsFor(part.inForce, part.right)
  if (grounds.length === 0)
    return <Banner>{t(part.right === "withdrawal" ? "form.noRefusal" : "form.noGround")}</Banner>
  return (
    <Ask kind="refuse" found={found} part={part}>
      <Select
        name="refusalGround"
        label={t("form.refusalGround")}
        options={[
          { value: "", label: t("form.choose") },
          ...grounds.map(({ code, title }) => ({ value: code, label: `${title[locale]} (${code})` })),
        ]}
      />
      <TextArea name="refusalReason" label={t("form.refusalReason")} rows={4} lang={found.language} />
    </Ask>
  )
}

const Plan = async ({ kind, found, part }: { kind: Kind; found: Case; part: CasePart }) => {
  const [t, locale, now] = [await translator("case"), await currentLocale(), await planOrSilence(part)]
  if (!now) return <Banner kind="fault">{t("form.silent")}</Banner>
  if (kind === "decide" && !isReversible(now.plan)) return <Banner>{t("form.alone")}</Banner>
  return (
    <>
      {now.changed && <Banner>{t("form.changed")}</Banner>}
      <Ask kind={kind} found={found} part={part}>
        {kind === "propose" && part.scope.right !== "rectification" ? (
          <Lines part={part} now={now} />
        ) : (
          <PlanGroups rows={planRows(part.inForce, now.plan.operations, locale)} stored={false} />
        )}
      </Ask>
    </>
  )
}

const DecisionPage = async ({ params, searchParams }: Props) => {
  const [{ number, decision }, { part: wanted }] = [await params, await searchParams]
  const { actor } = await signedStaff()
  if (!isKind(decision) || !may(actor, decision === "decide" ? "request.decide" : "request.propose"))
    notFound()
  const loaded = asStaff(async (ctx) => {
    const found = await findCase(ctx, decodeURIComponent(number))
    await viewCase(ctx, found)
    return { found, part: partToShow(found, wanted) }
  })
  const [{ found, part }, t] = [await orNotFound(loaded), await translator("case")]
  const open = part.status === "working"
  return (
    <>
      <BackLink href={`/admin/requests/${found.number}?part=${part.id}`}>
        {t("title", { number: found.number })}
      </BackLink>
      <PageTitle lead={open && t(`form.${decision}Lead`)}>{t(`form.${decision}`)}</PageTitle>
      {!open && <Banner>{t("form.notNow")}</Banner>}
      {open && decision === "refuse" && <Refuse found={found} part={part} />}
      {open && decision !== "refuse" && <Plan kind={decision} found={found} part={part} />}
    </>
  )
}

export default DecisionPage
