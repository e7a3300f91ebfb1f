import type { Metadata } from "next"
import { translator } from "@/app/_server/locale"
import { signedSubject } from "@/app/_server/session"
import { BackLink, PageTitle, Prose } from "@/app/_ui/text"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("mandates"))("notOpen.title"),
})

/** Why a page of the cabinet is not open to whoever is signed in, and how to get what it has. */
const NotOpenPage = async ({ searchParams }: { searchParams: Promise<{ why?: string }> }) => {
  await signedSubject()
  const [t, { why }] = [await translator("mandates"), await searchParams]
  const reason = why === "authority" ? "authority" : "reach"
  return (
    <>
      <BackLink href="/cabinet">{t("notOpen.back")}</BackLink>
      <PageTitle lead={t(`notOpen.${reason}`)}>{t("notOpen.title")}</PageTitle>
      <Prose>
        <p>{t(`notOpen.${reason}How`)}</p>
      </Prose>
    </>
  )
}

export default NotOpenPage
