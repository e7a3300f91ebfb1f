import type { Metadata } from "next"
import { house } from "@/app/_server/house"
import { currentLocale, translator } from "@/app/_server/locale"
import { Banner } from "@/app/_ui/banner"
import { Button } from "@/app/_ui/button"
import { Form } from "@/app/_ui/form"
import { PageTitle, Prose } from "@/app/_ui/text"
import { NotFound } from "@/lib/errors"
import { formatDateTime } from "@/lib/format/date"
import { readTakeBack, type TakeBack } from "@/lib/requests/take-back"
import { takeBackAction } from "./actions"

type Props = { params: Promise<{ token: string }> }

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("take-back"))("title"),
  robots: { index: false },
})

// A link of ours that was cut short is answered on its own page: whoever followed it has no other.
const found = (token: string) =>
  readTakeBack(house(), token).catch((error: unknown) => {
    if (error instanceof NotFound) return null
    throw error
  })

const Ended = async ({ state }: { state: Exclude<TakeBack["state"], "open"> }) => {
  const t = await translator("take-back")
  if (state === "over")
    return (
      <Banner kind="fault" title={t("over")}>
        <p>{t("overAbout")}</p>
        <p>
          <a href="/sign-in">{t("signIn")}</a>
        </p>
      </Banner>
    )
  return (
    <Banner kind="done" title={t("done")}>
      <p>{t("after")}</p>
      <p>
        <a href="/recover">{t("recover")}</a>
      </p>
    </Banner>
  )
}

/** What whoever is told of an erasure opens by the link in the notice; it opens without a session and changes nothing. */
const TakeBackPage = async ({ params }: Props) => {
  const { token } = await params
  const [t, locale, link] = [await translator("take-back"), await currentLocale(), await found(token)]
  if (!link)
    return (
      <>
        <PageTitle>{t("title")}</PageTitle>
        <p>{t("unknown")}</p>
      </>
    )
  const { number, state, notBefore } = link
  return (
    <>
      <PageTitle caption={t("asked", { number })}>{t("title")}</PageTitle>
      {state === "open" ? (
        <>
          <Prose>
            <p>{t("open")}</p>
            {notBefore && <p>{t("notBefore", { date: formatDateTime(notBefore, locale) })}</p>}
            <p>{t("openAbout")}</p>
          </Prose>
          <Form action={takeBackAction}>
            <input type="hidden" name="token" value={token} />
            <Button kind="grave">{t("submit")}</Button>
          </Form>
        </>
      ) : (
        <Ended state={state} />
      )}
    </>
  )
}

export default TakeBackPage
