import type { Metadata } from "next"
import { mandateRows } from "@/app/_records/mandate-rows"
import { translator } from "@/app/_server/locale"
import { asSubject, signedSubject } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Button } from "@/app/_ui/button"
import { Form } from "@/app/_ui/form"
import { SummaryList } from "@/app/_ui/summary-list"
import { BackLink, PageTitle, Section } from "@/app/_ui/text"
import { RequestRows } from "@/app/(subject)/_parts/request-rows"
import type { Mandate } from "@/lib/people/mandate"
import { mandatesOf } from "@/lib/people/mandates"
import { listMyRequests, type MyRequest } from "@/lib/requests/queries"
import { objectAction } from "./actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("mandates"))("mine.title"),
})

const One = async ({ mandate, asked }: { mandate: Mandate; asked: MyRequest[] }) => {
  const t = await translator("mandates")
  const isOpen = mandate.state === "live" || mandate.state === "ahead"
  return (
    <Section title={mandate.holder.name}>
      <SummaryList rows={await mandateRows(mandate)} />
      {asked.length > 0 && (
        <>
          <p>{t("mine.asked")}</p>
          <RequestRows requests={asked} />
        </>
      )}
      {isOpen && (
        <Form action={objectAction}>
          <input type="hidden" name="mandate" value={mandate.id} />
          <p>{t("mine.objectAbout")}</p>
          <Button kind="secondary">{t("mine.object")}</Button>
        </Form>
      )}
    </Section>
  )
}

/** Who may act for the person, for what and until when; one press ends it. */
const RepresentativesPage = async ({ searchParams }: { searchParams: Promise<{ done?: string }> }) => {
  const { actor } = await signedSubject()
  const [t, { done }] = [await translator("mandates"), await searchParams]
  const { all, requests } = await asSubject(async (ctx) => ({
    // Whoever acts for somebody sees here who acts for that person no more than their own authority says.
    all: ctx.actor.mandate ? [] : await mandatesOf(ctx, ctx.actor.subjectId),
    requests: await listMyRequests(ctx),
  }))
  return (
    <>
      <BackLink href="/cabinet/account">{t("mine.back")}</BackLink>
      {done === "objected" && (
        <Banner kind="done" title={t("mine.objected")} live>
          <p>{t("mine.objectedNext")}</p>
        </Banner>
      )}
      <PageTitle lead={t(actor.mandate ? "mine.notYours" : "mine.lead")}>{t("mine.title")}</PageTitle>
      {!actor.mandate && all.length === 0 && <p>{t("mine.none")}</p>}
      {all.map((mandate) => (
        <One
          key={mandate.id}
          mandate={mandate}
          asked={requests.filter(({ mandateId, open }) => open && mandateId === mandate.id)}
        />
      ))}
    </>
  )
}

export default RepresentativesPage
