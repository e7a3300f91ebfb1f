import { translator } from "@/app/_server/locale"
import { ButtonLink } from "@/app/_ui/button"
import { PageTitle, Prose } from "@/app/_ui/text"

/** What was prepared is too old, or the data or the policy changed since: nothing was sent, and what was chosen is still known. */
export const TooLate = async ({ why, again }: { why: "over" | "changed" | "policy"; again: string }) => {
  const t = await translator("request")
  return (
    <>
      <PageTitle lead={t(`late.${why}`)}>{t("late.title")}</PageTitle>
      <Prose>
        <p>{t("late.kept")}</p>
        <ButtonLink href={again}>{t("late.again")}</ButtonLink>
      </Prose>
    </>
  )
}
