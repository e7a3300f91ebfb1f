import type { Metadata } from "next"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { currentInForce, loadEdition } from "@/app/_server/policy"
import { Banner } from "@/app/_ui/banner"
import { formatLongDate } from "@/lib/format/date"
import type { PublicEdition } from "@/lib/policy/public-edition"
import { PolicyDocument } from "../policy-document"

type Props = { params: Promise<{ edition: string }> }

const asked = async ({ params }: Props) => {
  const { edition } = await params
  const found = /^[1-9]\d{0,5}$/.test(edition) ? await loadEdition(Number(edition)) : null
  return found ?? missing()
}

export const generateMetadata = async (props: Props): Promise<Metadata> => {
  const [{ number }, t] = [await asked(props), await translator("policy")]
  return { title: `${t("title")}, ${t("edition", { number: String(number) })}` }
}

/** Where the edition stands when it is not the one in force. */
const Standing = async ({ edition, current }: { edition: PublicEdition; current: number }) => {
  const [t, locale] = [await translator("policy"), await currentLocale()]
  const date = formatLongDate(edition.effectiveAt, locale)
  const number = String(current)
  return (
    <Banner title={edition.state === "announced" ? t("notYet", { date, number }) : t("older", { number })}>
      {edition.state === "announced" && (
        <p>
          {t("leave")} <a href="/cabinet/policy">{t("leaveLink")}</a>
        </p>
      )}
      <p>
        <a href="/policy">{t("current")}</a>
      </p>
    </Banner>
  )
}

/** One edition, for good: what a letter or consent given under it refers to. */
const EditionPage = async (props: Props) => {
  const [edition, current] = [await asked(props), await currentInForce()]
  return (
    <>
      {edition.state !== "in_force" && <Standing edition={edition} current={current.edition.number} />}
      <PolicyDocument edition={edition} profile={current.profile} />
    </>
  )
}

export default EditionPage
