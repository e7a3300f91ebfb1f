import { translator } from "@/app/_server/locale"
import { Details } from "@/app/_ui/details"

/** How many of the categories that were seen the sentence names. */
export const NAMED = 6

/** The rest of them, folded away. */
export const MoreSeen = async ({ titles }: { titles: readonly string[] }) => {
  if (titles.length <= NAMED) return null
  const t = await translator("views")
  return (
    <Details summary={t("more", { n: String(titles.length - NAMED) })}>
      <p>{titles.slice(NAMED).join(", ")}</p>
    </Details>
  )
}
