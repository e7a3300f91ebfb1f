import type { Metadata } from "next"
import { redirect } from "next/navigation"
import { orNotFound } from "@/app/_records/or-not-found"
import { UnderWay } from "@/app/_records/under-way"
import { doneWords } from "@/app/_server/done-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Columns, Tabs } from "@/app/_ui/columns"
import { BackLink, PageTitle } from "@/app/_ui/text"
import type { Ctx, StaffActor } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { formatDate } from "@/lib/format/date"
import { heldUpBy } from "@/lib/fulfilment/stall-cause"
import { stepsOf } from "@/lib/fulfilment/steps"
import { isRefusedView } from "@/lib/oversight/refuse-view"
import { viewAskedAbout } from "@/lib/oversight/view-asked"
import { awayOn, colleaguesOf } from "@/lib/people/absences"
import { mandateOfRequest } from "@/lib/people/mandates"
import { may } from "@/lib/permissions"
import { right, textIn } from "@/lib/policy/lookup"
import { approversOf, isPutTo } from "@/lib/requests/approvers"
import { authorityOf } from "@/lib/requests/authority"
import { type Case, type CasePart, casePlan, findCase, partToShow } from "@/lib/requests/case"
import {
  caseAttachments,
  caseHistory,
  caseLetters,
  caseName,
  caseProposal,
  caseThread,
  viewCase,
} from "@/lib/requests/case-file"
import { holdsOf } from "@/lib/requests/holds-of"
import { isOpen } from "@/lib/requests/machine"
import { isReading, viewAsked } from "@/lib/requests/scope"
import { Holds } from "../../people/[id]/holds/holds"
import { Acts } from "./acts"
import { AskedBy } from "./asked-by"
import { AskedView } from "./asked-view"
import { Assign } from "./assign"
import { Bundle } from "./bundle"
import styles from "./case.module.css"
import { Asked, CaseFacts } from "./case-facts"
import { DryRunLink } from "./dry-run/link"
import { Duties } from "./duties"
import { FactsNow } from "./facts-now"
import { Files, Letters, Thread } from "./file-parts"
import { History } from "./history"
import { LaterReadings } from "./later-readings"
import { PlanTable } from "./plan-table"
import { Proposed } from "./proposal"
import { PutTo } from "./put-to"
import { Recipients } from "./recipients"
import { Stalled } from "./stalled"
import { StateBody } from "./state-body"
import { Swept } from "./swept"
import { Tasks } from "./tasks"

type Props = { params: Promise<{ number: string }>; searchParams: Promise<{ part?: string; done?: string }> }

export const generateMetadata = async ({ params }: Props): Promise<Metadata> => ({
  title: (await translator("case"))("title", {
    number: decodeURIComponent((await params).number).slice(0, 20),
  }),
})

/** Everything of the case file, taken in one transaction whose first act is the record that it is seen. */
async function load(number: string, wanted: string | undefined) {
  return asStaff(async (ctx) => {
    const found = await findCase(ctx, number)
    if (await isRefusedView(ctx, { subjectId: found.subjectId, request: found.id })) return null
    const part = partToShow(found, wanted)
    const full = may(ctx.actor, "person.view")
    if (full) await viewCase(ctx, found)
    const open = {
      found,
      part,
      plan: await casePlan(ctx, part.id, full),
      history: await caseHistory(ctx, part, full),
      steps: await stepsOf(ctx, part.id),
      now: ctx.now,
      away: await awayOn(ctx, dayIn(ctx.now, part.inForce.policy.organisation.timezone)),
      approving: await whoApproves(ctx, part),
      officers: may(ctx.actor, "request.hand_over") ? await colleaguesOf(ctx, "officer", null) : [],
    }
    if (!full) return { ...open, file: null }
    return {
      ...open,
      file: {
        name: await caseName(ctx, found),
        letters: await caseLetters(ctx, found),
        thread: await caseThread(ctx, found),
        proposal: await caseProposal(ctx, part),
        files: await caseAttachments(ctx, found),
        authority: found.askedBy === "authority" ? await authorityOf(ctx, part) : null,
        holds: await holdsOf(ctx, found.subjectId),
        mandate: await mandateOfRequest(ctx, found.number),
        seen: await viewAskedAbout(ctx, viewAsked(part.scope)),
      },
    }
  })
}

/** For those who put a decision before somebody: who that can be, while the part is at it. */
async function whoApproves(ctx: Ctx<StaffActor>, part: CasePart) {
  if (part.status !== "proposed" || ctx.actor.outside) return null
  return { approvers: await approversOf(ctx, part.id), putTo: await isPutTo(ctx, part.id) }
}

const Parts = async ({ found, part }: { found: Case; part: CasePart }) => {
  if (found.parts.length < 2) return null
  const [t, locale] = [await translator("case"), await currentLocale()]
  const items = found.parts.map((each) => ({
    href: `/admin/requests/${found.number}?part=${each.id}`,
    label: textIn(right(each.inForce.policy, each.right).title, locale),
    here: each.id === part.id,
  }))
  return <Tabs label={t("parts")} items={items} />
}

/** At most one message above the case: what just went through, or what stands in its way. */
const Message = async ({ part, done }: { part: CasePart; done: string | undefined }) => {
  const [t, locale] = [await translator("case"), await currentLocale()]
  const said = await doneWords("case", done)
  if (said) return <Banner kind="done" title={said} live />
  if (part.status === "stalled" || heldUpBy(part)) return <Stalled part={part} />
  if (part.status !== "deferred") return null
  const fact = part.inForce.policy.facts.find(({ code }) => code === part.deferredFact)?.title[locale]
  return (
    <Banner title={t("deferred.title")}>
      {fact && <p>{t("deferred.fact", { fact })}</p>}
      {part.deferredUntil && <p>{t("deferred.until", { date: formatDate(part.deferredUntil, locale) })}</p>}
    </Banner>
  )
}

const CasePage = async ({ params, searchParams }: Props) => {
  const [{ number }, { part: wanted, done }] = [await params, await searchParams]
  const loaded = await orNotFound(load(decodeURIComponent(number), wanted))
  if (!loaded) redirect("/admin/barred")
  const { found, part, plan, steps, history, file, now, away, officers, approving } = loaded
  const [t, locale] = [await translator("case"), await currentLocale()]
  const { actor } = await signedStaff()
  return (
    <>
      <BackLink href="/admin">{t("back")}</BackLink>
      <PageTitle caption={t("title", { number: found.number })}>
        {textIn(right(part.inForce.policy, part.right).title, locale)}
      </PageTitle>
      <Parts found={found} part={part} />
      <p className={styles.jump}>
        <a href="#acts">{t("act.title")}</a>
      </p>
      <Message part={part} done={done} />
      <Columns
        sideLabel={t("side")}
        side={
          <>
            <CaseFacts
              found={found}
              part={part}
              name={file?.name ?? null}
              me={actor.accountId}
              now={now}
              away={away}
            />
            <Acts actor={actor} found={found} part={part} plan={plan} proposal={file?.proposal ?? null} />
            {approving && <PutTo actor={actor} part={part} {...approving} />}
            <Assign actor={actor} part={part} officers={officers} />
            <Bundle actor={actor} number={found.number} />
          </>
        }
      >
        <Swept part={part} />
        {!file && <Banner title={t("hidden.title")}>{t("hidden.text")}</Banner>}
        {file?.mandate && <AskedBy mandate={file.mandate} part={part} actor={actor} />}
        {file?.authority && <StateBody actor={actor} found={found} part={part} authority={file.authority} />}
        <Asked part={part} />
        {file?.seen && <AskedView view={file.seen} part={part} />}
        {file && <Duties actor={actor} part={part} now={now} />}
        {file?.proposal && <Proposed part={part} proposal={file.proposal} />}
        {file && <Letters letters={file.letters} from={file.authority ? "body" : "in"} />}
        {file && <Files files={file.files} />}
        {steps?.going && (
          <UnderWay part={part.id} steps={steps} href={`/admin/requests/${found.number}?part=${part.id}`} />
        )}
        {part.kind === "operation" && !isReading(part.scope) && part.right !== "authority_request" && (
          <PlanTable part={part} plan={plan} full={file !== null} />
        )}
        {plan && isOpen(part.status) && may(actor, "request.rehearse") && (
          <DryRunLink found={found} part={part} />
        )}
        {file && isOpen(part.status) && !actor.outside && <FactsNow part={part} />}
        <Tasks actor={actor} part={part} />
        {file && <Recipients part={part} now={now} />}
        {file && <LaterReadings part={part} />}
        {file && <Thread thread={file.thread} />}
        {file && <Holds actor={actor} holds={file.holds} subject={found.subjectId} request={found.number} />}
        <History events={history} />
      </Columns>
    </>
  )
}

export default CasePage
