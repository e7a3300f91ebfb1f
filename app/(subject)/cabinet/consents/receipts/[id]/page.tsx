import type { Metadata } from "next"
import { orNotFound } from "@/app/_records/or-not-found"
import { currentLocale, translator } from "@/app/_server/locale"
import { asSubject } from "@/app/_server/session"
import { ButtonLink, Buttons } from "@/app/_ui/button"
import { BackLink, PageTitle, Prose } from "@/app/_ui/text"
import { LetterView } from "@/app/(subject)/_parts/letter-view"
import { type ConsentReceipt, consentReceipt } from "@/lib/consents/receipt"
import { provenEntries, receiptLetter } from "@/lib/consents/receipt-files"
import { delayOf } from "@/lib/ledger/lag"
import { operationsIn } from "@/lib/letters/phrases"
import { purpose } from "@/lib/policy/lookup"
import { openTo } from "../../../open-to"

type Props = { params: Promise<{ id: string }> }

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("consents"))("receiptOf.title"),
})

type ProofProps = { receipt: ConsentReceipt; proven: ReadonlySet<string>; late: boolean }

/** The ledger's proof of each operation's entry, once there is one. */
const Proofs = async ({ receipt, proven, late }: ProofProps) => {
  const [t, locale] = [await translator("receipts"), await currentLocale()]
  const entries = receipt.lines.flatMap(({ operation, entry }) =>
    entry ? [{ operation, id: entry.id }] : [],
  )
  if (entries.length === 0) return null
  const ready = entries.filter(({ id }) => proven.has(id))
  return (
    <Prose>
      {ready.length < entries.length && <p>{t(late ? "consent.late" : "consent.soon")}</p>}
      <ul>
        {ready.map(({ operation, id }) => (
          <li key={id}>
            <a href={`/api/consents/receipts/${receipt.id}/proof?entry=${id}`}>
              {t("consent.file", { operation: operationsIn([operation], locale) })}
            </a>
          </li>
        ))}
      </ul>
      <p>
        <a href="/verify">{t("check")}</a>
      </p>
    </Prose>
  )
}

const ReceiptPage = async ({ params }: Props) => {
  await openTo("withdrawal")
  const { id } = await params
  const [t, locale] = [await translator("consents"), await currentLocale()]
  const { receipt, proven, late } = await orNotFound(
    asSubject(async (ctx) => {
      const found = await consentReceipt(ctx, id)
      const proven = await provenEntries(ctx, found)
      return { receipt: found, proven, late: (await delayOf(ctx.db)) !== null }
    }),
  )
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
      <Proofs receipt={receipt} proven={proven} late={late} />
      <LetterView letter={receiptLetter(receipt, locale)} />
    </>
  )
}

export default ReceiptPage
