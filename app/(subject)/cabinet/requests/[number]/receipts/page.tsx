import type { Metadata } from "next"
import { orNotFound } from "@/app/_records/or-not-found"
import { currentLocale, translator } from "@/app/_server/locale"
import { asSubject } from "@/app/_server/session"
import { LinkRows } from "@/app/_ui/summary-list"
import { BackLink, PageTitle, Section, Spoken, When } from "@/app/_ui/text"
import type { Locale } from "@/lib/format/locale"
import { delayOf } from "@/lib/ledger/lag"
import type { OperationCode } from "@/lib/letters/letter"
import { operationsIn } from "@/lib/letters/phrases"
import { entryWords, type VerdictTexts } from "@/lib/receipts/words"
import { type MyReceipt, myReceipts } from "@/lib/requests/receipts"
import { verdictTexts } from "@/messages/verdict"
import styles from "../request.module.css"

type Props = { params: Promise<{ number: string }> }

export const generateMetadata = async ({ params }: Props): Promise<Metadata> => ({
  title: (await translator("receipts"))("title", { number: (await params).number }),
})

/** Which operation a consent's entry is about: an act has one for each. */
const operationOf = ({ entry, content }: MyReceipt, locale: Locale): string[] =>
  entry.act === "consent.recorded" && content
    ? [operationsIn([JSON.parse(content).operation as OperationCode], locale)]
    : []

type ReceiptProps = { number: string; held: MyReceipt; late: boolean; texts: VerdictTexts }

const Receipt = async ({ number, held, late, texts }: ReceiptProps) => {
  const [t, locale] = [await translator("receipts"), await currentLocale()]
  const { id, at } = held.entry
  const what = [entryWords(held, texts), ...operationOf(held, locale)].join(": ")
  const href = `/api/requests/${number}/receipts/${id}`
  return (
    <li>
      <h2 className={styles.receipt}>{what}</h2>
      <p className={styles.by}>
        <When at={new Date(at)} locale={locale} as="time" />
      </p>
      {held.proven ? (
        <p className={styles.ways}>
          <a href={`${href}?as=pdf&lang=${locale}`}>
            {t("paper")} <Spoken>: {what}</Spoken>
          </a>
          <a href={href}>
            {t("file")} <Spoken>: {what}</Spoken>
          </a>
        </p>
      ) : (
        <p>{t(late ? "late" : "soon")}</p>
      )}
    </li>
  )
}

const ReceiptsPage = async ({ params }: Props) => {
  const { number } = await params
  const { receipts, late } = await orNotFound(
    asSubject(async (ctx) => ({
      receipts: await myReceipts(ctx, number),
      late: (await delayOf(ctx.db)) !== null,
    })),
  )
  const [t, locale] = [await translator("receipts"), await currentLocale()]
  const texts = verdictTexts(locale)
  return (
    <>
      <BackLink href={`/cabinet/requests/${number}`}>{t("back", { number })}</BackLink>
      <PageTitle lead={t("lead")}>{t("title", { number })}</PageTitle>
      <ul className={styles.letters}>
        {receipts.map((held) => (
          <Receipt key={held.entry.id} number={number} held={held} late={late} texts={texts} />
        ))}
      </ul>
      <Section>
        <LinkRows rows={[{ href: "/verify", title: t("check"), about: t("checkAbout") }]} />
      </Section>
    </>
  )
}

export default ReceiptsPage
