import type { Metadata } from "next"
import { house } from "@/app/_server/house"
import { currentLocale, translator } from "@/app/_server/locale"
import { Banner } from "@/app/_ui/banner"
import { Button } from "@/app/_ui/button"
import { PageTitle } from "@/app/_ui/text"
import { readUnsubscribe } from "@/lib/consents/unsubscribe"
import { NotFound } from "@/lib/errors"

type Props = { params: Promise<{ token: string }> }

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("unsubscribe"))("title"),
  robots: { index: false },
})

// A link of ours that was cut short is answered on its own page: whoever followed it has no other.
const found = (token: string) =>
  readUnsubscribe(house(), token).catch((error: unknown) => {
    if (error instanceof NotFound) return null
    throw error
  })

const UnsubscribePage = async ({ params }: Props) => {
  const { token } = await params
  const [t, locale, link] = [await translator("unsubscribe"), await currentLocale(), await found(token)]
  if (!link) {
    return (
      <>
        <PageTitle>{t("title")}</PageTitle>
        <p>{t("unknown")}</p>
      </>
    )
  }
  const what = link.title[locale]
  return (
    <>
      <PageTitle caption={t("title")}>{what}</PageTitle>
      {link.ended ? (
        <Banner kind="done" title={t("done")}>
          <p>{t("after")}</p>
        </Banner>
      ) : (
        <form method="post" action={`/unsubscribe/${token}`}>
          <p>{t("about")}</p>
          <Button name="List-Unsubscribe" value="One-Click">
            {t("stop")}
          </Button>
        </form>
      )}
    </>
  )
}

export default UnsubscribePage
