import type { Metadata } from "next"
import { translator } from "@/app/_server/locale"
import { signedStaff } from "@/app/_server/session"
import { ButtonLink } from "@/app/_ui/button"
import { PageTitle, Prose } from "@/app/_ui/text"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("staff"))("barred.title"),
})

/** Where a member of staff is led who opened their own case or a relative's (rule 28). */
const BarredPage = async () => {
  await signedStaff()
  const t = await translator("staff")
  return (
    <>
      <PageTitle lead={t("barred.lead")}>{t("barred.title")}</PageTitle>
      <Prose>
        <p>{t("barred.text")}</p>
      </Prose>
      <ButtonLink kind="secondary" href="/admin">
        {t("barred.back")}
      </ButtonLink>
    </>
  )
}

export default BarredPage
