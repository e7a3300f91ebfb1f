import type { ReactNode } from "react"
import { SignOut } from "@/app/_records/sign-out"
import { house } from "@/app/_server/house"
import { currentLocale, translator } from "@/app/_server/locale"
import { organisationFace } from "@/app/_server/organisation"
import { loadCurrentEdition } from "@/app/_server/policy"
import { currentSession } from "@/app/_server/session"
import { StaffShell } from "@/app/_ui/shell"
import { may, type Permission } from "@/lib/permissions"

// Each page asks who is signed in; this only draws the frame.
const StaffLayout = async ({ children }: { children: ReactNode }) => {
  const [{ policy }, locale, t] = [
    await loadCurrentEdition(),
    await currentLocale(),
    await translator("people"),
  ]
  const session = await currentSession()
  const can = (permission: Permission) => session.is === "actor" && may(session.signed.actor, permission)
  const nav = [
    { href: "/admin", label: t("nav.queue"), exact: true },
    ...(can("person.find") ? [{ href: "/admin/people", label: t("nav.people") }] : []),
    ...(can("disclosures.read")
      ? [{ href: "/admin/disclosures", label: (await translator("authority"))("nav") }]
      : []),
    ...(can("recipients.read")
      ? [{ href: "/admin/recipients", label: (await translator("recipients"))("nav") }]
      : []),
    ...(can("processors.read")
      ? [{ href: "/admin/processors", label: (await translator("processors"))("nav") }]
      : []),
    ...(can("sweep.read")
      ? [{ href: "/admin/retention", label: (await translator("retention"))("nav") }]
      : []),
    ...(can("breach.read")
      ? [{ href: "/admin/breaches", label: (await translator("breaches"))("nav") }]
      : []),
    ...(can("run.read") ? [{ href: "/admin/notices", label: (await translator("runs"))("nav") }] : []),
    ...(can("alert.read") ? [{ href: "/admin/alerts", label: (await translator("alerts"))("nav") }] : []),
    ...(can("duty.read") ? [{ href: "/admin/duties", label: (await translator("duties"))("nav") }] : []),
    ...(can("suppressions.check")
      ? [{ href: "/admin/suppressions", label: (await translator("suppressions"))("nav") }]
      : []),
    ...(can("processing.read")
      ? [{ href: "/admin/register", label: (await translator("processing"))("nav") }]
      : []),
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
    </StaffShell>
  )
}

export default StaffLayout
