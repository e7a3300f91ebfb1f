import type { Metadata } from "next"
import { z } from "zod"
import { SecrecyFields } from "@/app/_records/secrecy-fields"
import { translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Button } from "@/app/_ui/button"
import { Form } from "@/app/_ui/form"
import { BackLink, PageTitle } from "@/app/_ui/text"
import { dayIn } from "@/lib/deadlines/day"
import { isInForce, listProcessors } from "@/lib/disclosures/processors"
import { shortId } from "@/lib/oversight/short-id"
import { may } from "@/lib/permissions"
import { inForce as inForceNow } from "@/lib/policy/editions"
import { enterDisclosureAction } from "./actions"
import { Rests, Went } from "./fields"

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ done?: string }> }

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("disclosures"))("enter.title"),
})

/** Recording a disclosure shows nothing of the person, so no view is recorded for it. */
const NewDisclosurePage = async ({ params, searchParams }: Props) => {
  const [{ id }, { done }, { actor }] = [await params, await searchParams, await signedStaff()]
  if (!may(actor, "disclosures.enter") || !z.uuid().safeParse(id).success) missing()
  const [t, people] = [await translator("disclosures"), await translator("people")]
  const { inForce, processors } = await asStaff(async (ctx) => {
    const inForce = await inForceNow(ctx.db)
    const today = dayIn(ctx.now, inForce.policy.organisation.timezone)
    const running = (await listProcessors(ctx)).filter((each) => isInForce(each, today))
    return { inForce, processors: running }
  })
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
