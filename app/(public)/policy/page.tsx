import type { Metadata } from "next"
import { translator } from "@/app/_server/locale"
import { currentInForce, loadCurrentEdition } from "@/app/_server/policy"
import { PolicyDocument } from "./policy-document"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("policy"))("title"),
})

const PolicyPage = async () => {
  const { profile } = await currentInForce()
  return <PolicyDocument edition={await loadCurrentEdition()} profile={profile} />
}

export default PolicyPage
