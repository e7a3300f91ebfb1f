import { randomUUID } from "node:crypto"
import type { Metadata } from "next"
import { orNotFound } from "@/app/_records/or-not-found"
import { translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asStaff, signedStaff } from "@/app/_server/session"
import type { FormAction } from "@/app/_ui/action-form"
import { TextArea } from "@/app/_ui/field"
import { BackLink, PageTitle } from "@/app/_ui/text"
import { may, type Permission } from "@/lib/permissions"
import { approversOf } from "@/lib/requests/approvers"
import { type Case, type CasePart, findCase, partToShow } from "@/lib/requests/case"
import { viewCase } from "@/lib/requests/case-file"
import { isReviewedAfter } from "@/lib/requests/scope"
import { WhoApproves } from "../put-to"
import { decideAction, proposeAction, replyAction } from "./actions"
import { type Body, bodyOf, isKind, type Kind } from "./body"
import { DecisionForm } from "./decision-form"

type Props = {
  params: Promise<{ number: string; decision: string }>
  searchParams: Promise<{ part?: string }>
}

const permissions = {
  propose: "request.propose",
  refuse: "request.propose",
  decide: "request.decide",
  reply: "request.reply",
} as const satisfies Record<Kind, Permission>
const actions = {
  propose: proposeAction,
  refuse: proposeAction,
  decide: decideAction,
  reply: replyAction,
} as const satisfies Record<Kind, FormAction>

export const generateMetadata = async ({ params }: Props): Promise<Metadata> => {
  const { decision } = await params
  return isKind(decision) ? { title: (await translator("case"))(`form.${decision}`) } : {}
}

/** Always drawn in the same place, so that a sending refused because the case moved on is still answered here. */
const Decide = async ({
  kind,
  found,
  part,
  fields,
}: { kind: Kind; found: Case; part: CasePart } & Pick<Body, "fields">) => {
  const [t, common] = [await translator("case"), await translator("common")]
  // What one officer does at once says how it became known (rule 15).
  const isAtOnce = kind !== "refuse" && isReviewedAfter(part.scope)
  const words = {
    problem: common("form.problem"),
    error: common("form.error"),
    optional: common("form.optional"),
    wrote: t("form.wrote"),
    checkTitle: t("form.checkTitle"),
    checkLead: t(kind === "reply" && !part.original ? "form.checkReply" : "form.checkLead"),
    check: t("form.check"),
    change: t("form.change"),
    send: t(`form.send.${kind === "reply" && part.original ? "appeal" : kind}`),
  }
  return (
    <DecisionForm
      action={actions[kind]}
      words={words}
      keyValue={randomUUID()}
      lang={found.language}
      live={fields !== null}
    >
      <input type="hidden" name="part" value={part.id} />
      <input type="hidden" name="version" value={part.version} />
      <input type="hidden" name="kind" value={kind} />
      {fields}
      {kind !== "reply" && (
        <TextArea
          name="explanation"
          label={t(isAtOnce ? "form.established" : "form.explanation")}
          hint={t("form.explanationHint", { language: t(`language.${found.language}`) })}
          rows={4}
          lang={found.language}
          optional={!isAtOnce}
        />
      )}
    </DecisionForm>
  )
}

/** Whether what is written here goes before a second person. */
const goesToSecond = (kind: Kind, part: CasePart) =>
  kind === "propose" || kind === "refuse" || (kind === "reply" && Boolean(part.original))

const DecisionPage = async ({ params, searchParams }: Props) => {
  const [{ number, decision }, { part: wanted }] = [await params, await searchParams]
  const { actor } = await signedStaff()
  if (!isKind(decision) || !may(actor, permissions[decision])) missing()
  const loaded = asStaff(async (ctx) => {
    const found = await findCase(ctx, decodeURIComponent(number))
    await viewCase(ctx, found)
    const part = partToShow(found, wanted)
    return { found, part, approvers: await approversOf(ctx, part.id, ctx.actor.accountId) }
  })
  const [{ found, part, approvers }, t] = [await orNotFound(loaded), await translator("case")]
  const { notice, fields } = await bodyOf(decision, found, part)
  return (
    <>
      <BackLink href={`/admin/requests/${found.number}?part=${part.id}`}>
        {t("title", { number: found.number })}
      </BackLink>
      <PageTitle lead={fields !== null && t(part.original ? "form.appealLead" : `form.${decision}Lead`)}>
        {t(`form.${decision}`)}
      </PageTitle>
      {notice}
      {fields !== null && goesToSecond(decision, part) && <WhoApproves {...approvers} />}
      <Decide key="decision" kind={decision} found={found} part={part} fields={fields} />
    </>
  )
}

export default DecisionPage
