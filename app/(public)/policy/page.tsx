import type { Metadata } from "next"
import { translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { currentInForce, loadEdition } from "@/app/_server/policy"
import { Announced } from "./announced"
import { PolicyDocument } from "./policy-document"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("policy"))("title"),
})

const PolicyPage = async () => {
  const { profile } = await currentInForce()
  const edition = (await loadEdition()) ?? missing()
  const next = edition.all.find(({ state }) => state === "announced")
  return (
    <>
      {next && <Announced edition={next} />}
      <PolicyDocument edition={edition} profile={profile} />
    </>
  )
}

export default PolicyPage
