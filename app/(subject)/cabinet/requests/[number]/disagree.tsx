import { currentLocale, translator } from "@/app/_server/locale"
import { LinkRows } from "@/app/_ui/summary-list"
import { Section } from "@/app/_ui/text"
import { isOpen } from "@/lib/requests/machine"
import type { MyPart } from "@/lib/requests/my-request"

/** Where to turn when the answer does not satisfy: an appeal here, and the steps the legal profile names outside. */
export const Disagree = async ({ part, number }: { part: MyPart; number: string }) => {
  const answered = !isOpen(part.status) || part.status === "deferred"
  if (part.status === "cancelled" || (!answered && !part.mayAppeal)) return null
  const [t, locale] = [await translator("appeal"), await currentLocale()]
  const { policy, profile } = part.inForce
  const steps = policy.rights.find(({ code }) => code === part.scope.right)?.appeal ?? []
  const route = steps.flatMap((code) => profile.complaintRoute.filter((step) => step.code === code))
  const here = part.mayAppeal
    ? [
        {
          href: `/cabinet/requests/${number}/appeal?part=${part.id}`,
          title: t("send"),
          about: t("sendAbout"),
        },
      ]
    : part.appeal
      ? [
          {
            href: `/cabinet/requests/${part.appeal.number}`,
            title: t("sent", { number: part.appeal.number }),
            about: t("sentAbout"),
          },
        ]
      : []
  return (
    <Section id={`disagree-${part.id}`} title={t("disagree")}>
      {here.length > 0 && <LinkRows rows={here} />}
      <p>{t("route")}:</p>
      <ul>
        {route.map(({ code, title, description, site }) => (
          <li key={code}>
            {title[locale]}: {description[locale]} {site && <a href={site}>{new URL(site).host}</a>}
          </li>
        ))}
      </ul>
    </Section>
  )
}
