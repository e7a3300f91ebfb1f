import type { Metadata } from "next"
import { orNotFound } from "@/app/_records/or-not-found"
import { currentLocale, translator } from "@/app/_server/locale"
import { asSubject } from "@/app/_server/session"
import { ButtonLink, Buttons } from "@/app/_ui/button"
import { BackLink, PageTitle } from "@/app/_ui/text"
import { LetterView } from "@/app/(subject)/_parts/letter-view"
import { consentReceipt } from "@/lib/consents/receipt"
import { receiptLetter } from "@/lib/consents/receipt-files"
import { purpose } from "@/lib/policy/lookup"
import { openTo } from "../../../open-to"

type Props = { params: Promise<{ id: string }> }

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("consents"))("receiptOf.title"),
})

const ReceiptPage = async ({ params }: Props) => {
  await openTo("withdrawal")
  const { id } = await params
  const [t, locale] = [await translator("consents"), await currentLocale()]
  const receipt = await orNotFound(asSubject((ctx) => consentReceipt(ctx, id)))
  return (
    <>
      <BackLink href={`/cabinet/consents#${receipt.purpose}`}>{t("title")}</BackLink>
      <PageTitle caption={t("receiptOf.title")}>
        {purpose(receipt.policy, receipt.purpose).title[locale]}
      </PageTitle>
      <Buttons>
        <ButtonLink href={`/api/consents/receipts/${id}/pdf`} kind="secondary">
          {t("receiptOf.pdf")}
        </ButtonLink>
        <ButtonLink href={`/api/consents/receipts/${id}/json`} kind="secondary">
          {t("receiptOf.json")}
        </ButtonLink>
      </Buttons>
      <LetterView letter={receiptLetter(receipt, locale)} />
    </>
  )
}

export default ReceiptPage
