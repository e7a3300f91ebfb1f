import type { Metadata } from "next"
import { SecrecyFields } from "@/app/_records/secrecy-fields"
import { translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { currentInForce } from "@/app/_server/policy"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Button } from "@/app/_ui/button"
import { Form } from "@/app/_ui/form"
import { BackLink, PageTitle } from "@/app/_ui/text"
import { runningProcessors } from "@/lib/disclosures/processors"
import { isUuid } from "@/lib/format/uuid"
import { shortId } from "@/lib/oversight/short-id"
import { may } from "@/lib/permissions"
import { enterDisclosureAction } from "./actions"
import { Rests, Went } from "./fields"

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ done?: string }> }

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("disclosures"))("enter.title"),
})

/** Recording a disclosure shows nothing of the person, so no view is recorded for it. */
const NewDisclosurePage = async ({ params, searchParams }: Props) => {
  const [{ id }, { done }, { actor }] = [await params, await searchParams, await signedStaff()]
  if (!may(actor, "disclosures.enter") || !isUuid(id)) missing()
  const [t, people] = [await translator("disclosures"), await translator("people")]
  const [inForce, processors] = [await currentInForce(), await asStaff(runningProcessors)]
  return (
    <>
      <BackLink href={`/admin/people/${id}`}>{t("enter.toPerson")}</BackLink>
      <PageTitle caption={people("person.title", { id: shortId(id) })} lead={t("enter.lead")}>
        {t("enter.title")}
      </PageTitle>
      {done === "entered" && <Banner kind="done" title={t("enter.done")} live />}
      <Form action={enterDisclosureAction} permalink={`/admin/people/${id}/disclosures/new`}>
        <input type="hidden" name="subject" value={id} />
        <Went inForce={inForce} processors={processors} />
        <Rests inForce={inForce} />
        <SecrecyFields inForce={inForce} />
        <Button>{t("enter.submit")}</Button>
      </Form>
    </>
  )
}

export default NewDisclosurePage
