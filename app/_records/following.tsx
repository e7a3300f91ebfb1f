import { type ReactNode, Suspense } from "react"
import { currentLocale, translator } from "@/app/_server/locale"
import { Banner } from "@/app/_ui/banner"
import type { Later } from "@/lib/records/ask-sources"
import type { Reading } from "@/lib/records/reading"
import { sourceTitle } from "@/lib/sources/map-schema"

const Rest = async <T,>({
  rest,
  show,
}: {
  rest: Promise<T>
  show: (rest: T) => ReactNode | Promise<ReactNode>
}) => show(await rest)

/**
 * What comes after the page, with `waiting` in its place until then. Where no script puts it there it stands at the end of
 * the page (`base.css`).
 */
export const Following = <T,>({
  later,
  waiting,
  show,
}: {
  later: Later<T>
  waiting: ReactNode
  show: (rest: T) => ReactNode | Promise<ReactNode>
}) => (
  <Suspense fallback={waiting}>
    <Rest rest={later.rest} show={show} />
  </Suspense>
)

/** Says of a part that follows what it is, where it stands apart from its place. */
export const CameLater = async () => <p className="unscripted">{(await translator("data"))("later.came")}</p>

/** Names the sources whose answer is still awaited. */
export const NotYet = async ({
  sources,
  reading,
  again,
}: {
  sources: string[]
  reading: Reading
  again: string
}) => {
  const [t, locale] = [await translator("data"), await currentLocale()]
  const named = sources.map((source) => sourceTitle(reading.inForce.dataMap, source)?.[locale] ?? source)
  return (
    <Banner title={t("later.title")}>
      <p>{t("later.text", { sources: named.join(", ") })}</p>
      <p>
        <a href={again}>{t("silent.again")}</a>
      </p>
    </Banner>
  )
}
