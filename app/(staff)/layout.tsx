import type { ReactNode } from "react"
import { Idle } from "@/app/_records/idle"
import { SignOut } from "@/app/_records/sign-out"
import { house } from "@/app/_server/house"
import { currentLocale, translator } from "@/app/_server/locale"
import { organisationFace } from "@/app/_server/organisation"
import { loadCurrentEdition } from "@/app/_server/policy"
import { currentSession } from "@/app/_server/session"
import { StaffShell } from "@/app/_ui/shell"
import { may, type Permission } from "@/lib/permissions"
import { registersOf } from "./registers"

// Each page asks who is signed in; this only draws the frame.
const StaffLayout = async ({ children }: { children: ReactNode }) => {
  const [{ policy }, locale, t] = [
    await loadCurrentEdition(),
    await currentLocale(),
    await translator("people"),
  ]
  const session = await currentSession()
  const can = (permission: Permission) => session.is === "actor" && may(session.signed.actor, permission)
  const registers = session.is === "actor" ? await registersOf(session.signed.actor) : []
  const nav = [
    { href: "/admin", label: t("nav.queue"), exact: true },
    ...(can("person.find") ? [{ href: "/admin/people", label: t("nav.people") }] : []),
    ...(registers.length > 0
      ? [{ href: "/admin/registers", label: t("nav.registers"), among: registers.map(({ href }) => href) }]
      : []),
    ...(can("alert.read") ? [{ href: "/admin/alerts", label: (await translator("alerts"))("nav") }] : []),
    ...(can("duty.read") ? [{ href: "/admin/duties", label: (await translator("duties"))("nav") }] : []),
    ...(can("sources.read") ? [{ href: "/admin/sources", label: t("nav.sources") }] : []),
    ...(can("policy.read")
      ? [
          { href: "/admin/policy", label: t("nav.policy") },
          { href: "/admin/calendar", label: t("nav.calendar") },
        ]
      : []),
    ...(can("staff.read") ? [{ href: "/admin/staff", label: t("nav.staff") }] : []),
    { href: "/admin/account", label: t("nav.account") },
  ]
  return (
    <StaffShell
      organisation={organisationFace(policy, locale)}
      nav={nav}
      account={<SignOut />}
      demo={house().configuration.demo}
    >
      {children}
      {session.is === "actor" && <Idle />}
    </StaffShell>
  )
}

export default StaffLayout
