import type { ReactNode } from "react"
import { house } from "@/app/_server/house"
import { currentLocale, translator } from "@/app/_server/locale"
import { organisationFace } from "@/app/_server/organisation"
import { loadCurrentEdition } from "@/app/_server/policy"
import { BorrowerShell } from "@/app/_ui/shell"

const PublicLayout = async ({ children }: { children: ReactNode }) => {
  const [{ policy }, locale, t] = [
    await loadCurrentEdition(),
    await currentLocale(),
    await translator("shell"),
  ]
  const nav = [
    { href: "/cabinet", label: t("cabinet") },
    { href: "/policy", label: t("policy") },
  ]
  return (
    <BorrowerShell
      organisation={organisationFace(policy, locale)}
      nav={nav}
      demo={house().configuration.demo}
    >
      {children}
    </BorrowerShell>
  )
}

export default PublicLayout
