import type { Metadata } from "next"
import { translator } from "@/app/_server/locale"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { BackLink, PageTitle } from "@/app/_ui/text"
import { shortId } from "@/lib/oversight/short-id"
import { holdsOf } from "@/lib/requests/holds-of"
import { AskReason } from "../ask-reason"
import { openView } from "../open-view"
import { Holds } from "./holds"

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ view?: string; done?: string }> }

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("holds"))("title"),
})

const HoldsPage = async ({ params, searchParams }: Props) => {
  const [{ id }, { view: viewId, done }] = [await params, await searchParams]
  const view = await openView(id, viewId)
  if (!view) return <AskReason id={id} expired={Boolean(viewId)} />
  const [t, people, { actor }] = [await translator("holds"), await translator("people"), await signedStaff()]
  const holds = await asStaff((ctx) => holdsOf(ctx, id))
  return (
    <>
      <BackLink href={`/admin/people/${id}?view=${view.id}`}>{people("person.toPerson")}</BackLink>
      <PageTitle caption={people("person.title", { id: shortId(id) })} lead={t("lead")}>
        {t("title")}
      </PageTitle>
      {done === "ended" && <Banner kind="done" title={t("done.ended")} live />}
      <Holds actor={actor} holds={holds} subject={id} view={view.id} />
    </>
  )
}

export default HoldsPage
