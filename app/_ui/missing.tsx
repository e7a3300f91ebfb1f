import { translator } from "@/app/_server/locale"
import { ButtonLink } from "./button"
import { PageTitle } from "./text"

/** The contents of a page that is not there. Missing and hidden look the same; nothing depends on who asks. */
export const Missing = async ({ home = "/" }: { home?: string }) => {
  const t = await translator("problem")
  return (
    <>
      <title>{t("notFound.title")}</title>
      <PageTitle lead={t("notFound.text")}>{t("notFound.title")}</PageTitle>
      <ButtonLink href={home} kind="secondary">
        {t("notFound.home")}
      </ButtonLink>
    </>
  )
}
