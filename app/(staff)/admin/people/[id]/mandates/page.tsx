import type { Metadata } from "next"
import { mandateRows } from "@/app/_records/mandate-rows"
import { StaffFile } from "@/app/_records/staff-file"
import { translator } from "@/app/_server/locale"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Button, ButtonLink } from "@/app/_ui/button"
import { Form } from "@/app/_ui/form"
import { SummaryList } from "@/app/_ui/summary-list"
import { BackLink, PageTitle, Section } from "@/app/_ui/text"
import { shortId } from "@/lib/oversight/short-id"
import type { Mandate, UnnamedMandate } from "@/lib/people/mandate"
import { mandatesOf, unnamedMandatesOf } from "@/lib/people/mandates"
import { may } from "@/lib/permissions"
import { openView } from "../open-view"
import { revokeMandateAction } from "./actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("mandates"))("title"),
})

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ view?: string; done?: string }> }

const One = async ({ mandate, revocable }: { mandate: Mandate | UnnamedMandate; revocable: boolean }) => {
  const t = await translator("mandates")
  const isOpen = mandate.state === "live" || mandate.state === "ahead"
  return (
    <Section>
      <SummaryList rows={await mandateRows(mandate)} />
      {"holder" in mandate && mandate.attachmentId && (
        <p>
          <StaffFile id={mandate.attachmentId} href={`/api/staff/mandates/${mandate.id}`}>
            {t("scan")}
          </StaffFile>
        </p>
      )}
      {revocable && isOpen && (
        <Form action={revokeMandateAction}>
          <input type="hidden" name="subject" value={mandate.subjectId} />
          <input type="hidden" name="mandate" value={mandate.id} />
          <Button kind="secondary">{t("revoke")}</Button>
        </Form>
      )}
    </Section>
  )
}

const MandatesPage = async ({ params, searchParams }: Props) => {
  const [{ id }, { view: viewId, done }] = [await params, await searchParams]
  const view = await openView(id, viewId)
  const [t, people, { actor }] = [
    await translator("mandates"),
    await translator("people"),
    await signedStaff(),
  ]
  const all = await asStaff((ctx) => (view ? mandatesOf(ctx, id) : unnamedMandatesOf(ctx, id)))
  return (
    <>
      <BackLink href={`/admin/people/${id}${view ? `?view=${view.id}` : ""}`}>
        {people("person.toPerson")}
      </BackLink>
      {(done === "registered" || done === "revoked") && <Banner kind="done" title={t(`done.${done}`)} live />}
      <PageTitle caption={people("person.title", { id: shortId(id) })} lead={t("lead")}>
        {t("title")}
      </PageTitle>
      {!view && all.length > 0 && <p>{t("namesHidden")}</p>}
      {all.length === 0 && <p>{t("none")}</p>}
      {all.map((mandate) => (
        <One key={mandate.id} mandate={mandate} revocable={may(actor, "mandate.revoke")} />
      ))}
      {may(actor, "mandate.register") && (
        <p>
          <ButtonLink href={`/admin/people/${id}/mandates/new`}>{t("new.title")}</ButtonLink>
        </p>
      )}
    </>
  )
}

export default MandatesPage
