import type { Metadata } from "next"
import { redirect } from "next/navigation"
import { orNotFound } from "@/app/_records/or-not-found"
import { translator } from "@/app/_server/locale"
import { asSubject } from "@/app/_server/session"
import { Button, ButtonLink, Buttons } from "@/app/_ui/button"
import { Form } from "@/app/_ui/form"
import { BackLink, PageTitle, Prose } from "@/app/_ui/text"
import { myRequest } from "@/lib/requests/my-request"
import { cancelAction } from "../actions"

type Props = { params: Promise<{ number: string }> }

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("request"))("cancel.title"),
})

const CancelPage = async ({ params }: Props) => {
  const { number } = await params
  const request = await orNotFound(asSubject((ctx) => myRequest(ctx, number)))
  const part = request.parts.find(({ mayCancel }) => mayCancel)
  if (!part) redirect(`/cabinet/requests/${number}`)
  const t = await translator("request")
  return (
    <>
      <BackLink href={`/cabinet/requests/${number}`}>{t("backToRequest", { number })}</BackLink>
      <PageTitle caption={`№ ${number}`}>{t("cancel.title")}</PageTitle>
      <Prose>
        <p>{t("cancel.about")}</p>
        {part.scope.right === "withdrawal" && <p>{t("cancel.withdrawal")}</p>}
        <p>{t("cancel.again")}</p>
      </Prose>
      <Form action={cancelAction}>
        <input type="hidden" name="part" value={part.id} />
        <input type="hidden" name="version" value={part.version} />
        <Buttons>
          <Button kind="grave">{t("cancel.submit")}</Button>
          <ButtonLink kind="secondary" href={`/cabinet/requests/${number}`}>
            {t("cancel.keep")}
          </ButtonLink>
        </Buttons>
      </Form>
    </>
  )
}

export default CancelPage
