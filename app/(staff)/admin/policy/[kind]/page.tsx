import type { Metadata } from "next"
import { looseTranslator, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { BackLink, PageTitle } from "@/app/_ui/text"
import { isDraftKind } from "@/lib/editions/check-text"
import { type DraftPage, draftPage } from "@/lib/editions/drafts-page"
import { may } from "@/lib/permissions"
import { DraftView, Faults } from "./draft-view"
import { Decide, Discard, Propose, SendFile } from "./forms"

type Props = { params: Promise<{ kind: string }>; searchParams: Promise<{ done?: string | string[] }> }

export const generateMetadata = async ({ params }: Props): Promise<Metadata> => {
  const [{ kind }, t] = [await params, await translator("drafts")]
  return { title: isDraftKind(kind) ? t(`titles.${kind}`) : t("next") }
}

/** One message: what was just done, else how far the draft is. */
const Message = async ({ page, done }: { page: DraftPage; done: string | undefined }) => {
  const [t, words] = [await translator("drafts"), await looseTranslator("drafts")]
  const said = done && /^[a-zA-Z]+$/.test(done) ? words(`done.${done}`) : null
  if (said && !(done === "saved" && page.draft?.faults.length))
    return <Banner kind="done" title={said} live />
  if (!page.draft) return null
  const { sentBack, proposedAt, faults, movedOn } = page.draft
  if (movedOn) return <Banner kind="turn" title={t("standing.movedOn")} />
  if (sentBack)
    return (
      <Banner kind="turn" title={t("standing.sentBack")}>
        <p>{sentBack}</p>
      </Banner>
    )
  if (proposedAt) return <Banner kind={page.mayDecide ? "turn" : "note"} title={t("standing.proposed")} />
  return faults.length > 0 ? <Banner kind="turn" title={t("standing.faulty")} /> : null
}

/** The next edition of one document: written by an administrator, decided by an approver. */
const DraftPageHere = async ({ params, searchParams }: Props) => {
  const [{ kind }, { done }] = [await params, await searchParams]
  if (!isDraftKind(kind) || !may((await signedStaff()).actor, "policy.read")) missing()
  const page = await asStaff((ctx) => draftPage(ctx, kind))
  const t = await translator("drafts")
  const { draft } = page
  const isSound = draft && draft.faults.length === 0 && !draft.movedOn
  return (
    <>
      <BackLink href="/admin/policy">{t("back")}</BackLink>
      <PageTitle lead={t("lead")}>{t(`titles.${kind}`)}</PageTitle>
      <Message page={page} done={typeof done === "string" ? done : undefined} />
      {!draft && !page.mayWrite && <p>{t("none")}</p>}
      {draft && draft.faults.length > 0 && <Faults faults={draft.faults} />}
      {draft && <DraftView page={page} draft={draft} />}
      {draft && page.mayDecide && <Decide page={page} draft={draft} />}
      {isSound && page.mayWrite && !draft.proposedAt && <Propose page={page} draft={draft} />}
      {page.mayWrite && <SendFile page={page} />}
      {draft && page.mayWrite && <Discard page={page} draft={draft} />}
    </>
  )
}

export default DraftPageHere
