import type { ReactNode } from "react"
import { Idle } from "@/app/_records/idle"
import { SignOut } from "@/app/_records/sign-out"
import { house } from "@/app/_server/house"
import { currentLocale, translator } from "@/app/_server/locale"
import { organisationFace } from "@/app/_server/organisation"
import { loadCurrentEdition } from "@/app/_server/policy"
import { currentSession } from "@/app/_server/session"
import { BorrowerShell } from "@/app/_ui/shell"
import { may } from "@/lib/permissions"
import { ActingBanner } from "./_parts/acting-banner"

// What the pages show is personal: each of them asks who is signed in, this only draws the frame.
const SubjectLayout = async ({ children }: { children: ReactNode }) => {
  const [{ policy }, locale, t] = [
    await loadCurrentEdition(),
    await currentLocale(),
    await translator("cabinet"),
  ]
  const session = await currentSession()
  const actor = session.is === "actor" ? session.signed.actor : null
  const nav = [
    { href: "/cabinet", label: t("nav.home"), exact: true },
    ...(actor && may(actor, "data.read") ? [{ href: "/cabinet/data", label: t("nav.data") }] : []),
    { href: "/cabinet/consents", label: t("nav.consents") },
    { href: "/cabinet/requests", label: t("nav.requests") },
    { href: "/cabinet/views", label: t("nav.views") },
    ...(actor && may(actor, "data.read")
      ? [{ href: "/cabinet/disclosures", label: (await translator("disclosures"))("nav") }]
      : []),
    { href: "/cabinet/account", label: t("nav.account") },
  ]
  const ofContact = [
    { href: "/cabinet/number", label: (await translator("contact"))("nav.number") },
    { href: "/cabinet/requests", label: t("nav.requests") },
    { href: "/cabinet/views", label: t("nav.views") },
  ]
  const isContact = actor?.kind === "subject" && actor.reach === "contact"
  return (
    <BorrowerShell
      organisation={organisationFace(policy, locale)}
      nav={isContact ? ofContact : nav}
      home={isContact ? "/cabinet/number" : "/cabinet"}
      account={<SignOut />}
      demo={house().configuration.demo}
    >
      <ActingBanner />
      {children}
      {session.is === "actor" && <Idle />}
    </BorrowerShell>
  )
}

export default SubjectLayout
