import type { Metadata } from "next"
import { orNotFound } from "@/app/_records/or-not-found"
import { currentLocale, translator } from "@/app/_server/locale"
import { asSubject } from "@/app/_server/session"
import { ButtonLink, Buttons } from "@/app/_ui/button"
import { BackLink, PageTitle, Section } from "@/app/_ui/text"
import { LetterView } from "@/app/(subject)/_parts/letter-view"
import { formatDateTime } from "@/lib/format/date"
import { myLetter } from "@/lib/requests/my-letter"
import { myRequest } from "@/lib/requests/my-request"
import styles from "../../request.module.css"

type Props = { params: Promise<{ number: string; id: string }> }

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("request"))("letters.one"),
})

const LetterPage = async ({ params }: Props) => {
  const { number, id } = await params
  const [t, locale] = [await translator("request"), await currentLocale()]
  const opened = await orNotFound(
    asSubject(async (ctx) => {
      await myRequest(ctx, number)
      return myLetter(ctx, id)
    }),
  )
  return (
    <>
      <BackLink href={`/cabinet/requests/${number}`}>{t("backToRequest", { number })}</BackLink>
      <PageTitle caption={`№ ${opened.registration}`}>{opened.letter.title}</PageTitle>
      <p>{t("letters.at", { time: formatDateTime(opened.signedAt ?? opened.createdAt, locale) })}</p>
      <Buttons>
        <ButtonLink href={`/api/letters/${id}/pdf`} kind="secondary">
          {t("letters.pdf")}
        </ButtonLink>
        <ButtonLink href={`/api/letters/${id}/text`} kind="secondary">
          {t("letters.text")}
        </ButtonLink>
      </Buttons>
      <Section id="letter" title={t("letters.one")}>
        <LetterView letter={opened.letter} />
        <p>{t("letters.hash")}</p>
        <p className={styles.hash}>{opened.hash}</p>
      </Section>
    </>
  )
}

export default LetterPage
