import type { Metadata } from "next"
import { translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { currentInForce, loadEdition } from "@/app/_server/policy"
import { Banner } from "@/app/_ui/banner"
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

/** One edition, for good: what a letter or consent given under it refers to. */
const EditionPage = async (props: Props) => {
  const [edition, current, t] = [await asked(props), await currentInForce(), await translator("policy")]
  return (
    <>
      {edition.number !== current.edition.number && (
        <Banner title={t("older", { number: String(current.edition.number) })}>
          <p>
            <a href="/policy">{t("current")}</a>
          </p>
        </Banner>
      )}
      <PolicyDocument edition={edition} profile={current.profile} />
    </>
  )
}

export default EditionPage
