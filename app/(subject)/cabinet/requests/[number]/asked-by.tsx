import { currentLocale, translator } from "@/app/_server/locale"
import { asSubject } from "@/app/_server/session"
import { representativeIn } from "@/lib/letters/acting"
import { mandateOfRequest } from "@/lib/people/mandates"

/** Who asked in the person's name, and by what paper; nothing where they asked themselves. */
export const AskedBy = async ({ number }: { number: string }) => {
  const mandate = await asSubject((ctx) => mandateOfRequest(ctx, number))
  if (!mandate) return null
  const [t, locale] = [await translator("mandates"), await currentLocale()]
  const { name, authority } = representativeIn(mandate, locale)
  return <p>{t("mine.askedBy", { name, kind: t(`kinds.${mandate.kind}`), paper: authority })}</p>
}
