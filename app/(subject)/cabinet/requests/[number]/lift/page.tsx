import type { Metadata } from "next"
import { redirect } from "next/navigation"
import { orNotFound } from "@/app/_records/or-not-found"
import { translator } from "@/app/_server/locale"
import { asSubject } from "@/app/_server/session"
import { Button, ButtonLink, Buttons } from "@/app/_ui/button"
import { Form } from "@/app/_ui/form"
import { BackLink, PageTitle, Prose } from "@/app/_ui/text"
import { myRequest } from "@/lib/requests/my-request"
import { prepareLiftAction } from "./actions"

type Props = { params: Promise<{ number: string }> }

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("request"))("lift.title"),
})

const LiftPage = async ({ params }: Props) => {
  const { number } = await params
  const request = await orNotFound(asSubject((ctx) => myRequest(ctx, number)))
  const part = request.parts.find(({ mayLift }) => mayLift)
  if (!part) redirect(`/cabinet/requests/${number}`)
  const t = await translator("request")
  return (
    <>
      <BackLink href={`/cabinet/requests/${number}`}>{t("backToRequest", { number })}</BackLink>
      <PageTitle caption={`№ ${number}`}>{t("lift.title")}</PageTitle>
      <Prose>
        <p>{t("lift.about")}</p>
        <p>{t("lift.still")}</p>
      </Prose>
      <Form action={prepareLiftAction}>
        <input type="hidden" name="part" value={part.id} />
        <input type="hidden" name="number" value={number} />
        <Buttons>
          <Button>{t("continue")}</Button>
          <ButtonLink kind="secondary" href={`/cabinet/requests/${number}`}>
            {t("lift.keep")}
          </ButtonLink>
        </Buttons>
      </Form>
    </>
  )
}

export default LiftPage
