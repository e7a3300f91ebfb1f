import type { Metadata } from "next"
import { translator } from "@/app/_server/locale"
import { signedStaff } from "@/app/_server/session"
import { LinkRows } from "@/app/_ui/summary-list"
import { PageTitle } from "@/app/_ui/text"
import { registersOf } from "../../registers"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("people"))("registers.title"),
})

const RegistersPage = async () => {
  const { actor } = await signedStaff()
  const t = await translator("people")
  return (
    <>
      <PageTitle lead={t("registers.lead")}>{t("registers.title")}</PageTitle>
      <LinkRows rows={await registersOf(actor)} />
    </>
  )
}

export default RegistersPage
