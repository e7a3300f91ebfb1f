import { currentLocale, translator } from "@/app/_server/locale"
import { asSubject } from "@/app/_server/session"
import { delayOf } from "@/lib/ledger/lag"
import { myReceipts } from "@/lib/requests/receipts"

/** That a request was entered, as the receipt to save right after it was sent; or that it follows. */
export const FirstReceipt = async ({ number }: { number: string }) => {
  const [t, locale] = [await translator("receipts"), await currentLocale()]
  const { receipts, late } = await asSubject(async (ctx) => ({
    receipts: await myReceipts(ctx, number),
    late: (await delayOf(ctx.db)) !== null,
  }))
  const first = receipts.find(({ entry }) => entry.act === "request.submitted")
  if (!first) return null
  if (!first.proven) return <p>{t(late ? "late" : "soon")}</p>
  const href = `/api/requests/${number}/receipts/${first.entry.id}`
  return (
    <p>
      <a href={`${href}?as=pdf&lang=${locale}`}>{t("paper")}</a>
      {" · "}
      <a href={href}>{t("file")}</a>
    </p>
  )
}
