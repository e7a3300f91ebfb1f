import { translator } from "@/app/_server/locale"
import { asSubject } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { proofWanted } from "@/lib/requests/proof-wanted"

type Props = { right: string; intent: string; page?: "sign" | "check" }

/** Above a letter that asks more than the session proves: the way to prove it, and back to this very letter. */
export const ProofNote = async ({ right, intent, page = "sign" }: Props) => {
  const wanted = await asSubject((ctx) => proofWanted(ctx, right))
  if (!wanted) return null
  const t = await translator("prove")
  const back = `/cabinet/requests/new/${right}/${page}?intent=${intent}`
  return (
    <Banner kind="turn" title={t(`note.title.${wanted.level}`)}>
      <p>{t("note.later")}</p>
      <p>
        <a href={`/cabinet/prove?back=${encodeURIComponent(back)}`}>{t("note.ways")}</a>
      </p>
    </Banner>
  )
}
