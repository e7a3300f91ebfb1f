import { translator } from "@/app/_server/locale"
import type { Actor } from "@/lib/context"
import { may, type Permission } from "@/lib/permissions"

type Register = { href: string; title: string; about: string }

/** What the organisation keeps account of, as far as the actor may read it, in the order staff look for it. */
export async function registersOf(actor: Actor): Promise<Register[]> {
  const [
    processing,
    told,
    given,
    recipients,
    tasks,
    processors,
    breaches,
    retention,
    runs,
    suppressions,
    ledger,
  ] = [
    await translator("processing"),
    await translator("authority"),
    await translator("disclosures"),
    await translator("recipients"),
    await translator("tasks"),
    await translator("processors"),
    await translator("breaches"),
    await translator("retention"),
    await translator("runs"),
    await translator("suppressions"),
    await translator("ledger"),
  ]
  const all: (Register & { permission: Permission })[] = [
    {
      permission: "processing.read",
      ...{ href: "/admin/register", title: processing("title"), about: processing("lead") },
    },
    {
      permission: "disclosures.read",
      ...{ href: "/admin/disclosures", title: told("list.title"), about: given("list.about") },
    },
    {
      permission: "recipients.read",
      ...{ href: "/admin/recipients", title: recipients("list.title"), about: recipients("list.lead") },
    },
    {
      permission: "task.read",
      ...{ href: "/admin/tasks", title: tasks("list.title"), about: tasks("list.lead") },
    },
    {
      permission: "processors.read",
      ...{ href: "/admin/processors", title: processors("title"), about: processors("lead") },
    },
    {
      permission: "breach.read",
      ...{ href: "/admin/breaches", title: breaches("title"), about: breaches("lead") },
    },
    {
      permission: "sweep.read",
      ...{ href: "/admin/retention", title: retention("title"), about: retention("lead") },
    },
    { permission: "run.read", ...{ href: "/admin/notices", title: runs("title"), about: runs("lead") } },
    {
      permission: "suppressions.check",
      ...{ href: "/admin/suppressions", title: suppressions("title"), about: suppressions("lead") },
    },
    {
      permission: "ledger.read",
      ...{ href: "/admin/ledger", title: ledger("title"), about: ledger("lead") },
    },
  ]
  return all.flatMap(({ permission, ...register }) => (may(actor, permission) ? [register] : []))
}
