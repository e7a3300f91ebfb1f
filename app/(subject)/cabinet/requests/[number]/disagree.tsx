import { currentLocale, translator } from "@/app/_server/locale"
import { LinkRows } from "@/app/_ui/summary-list"
import { Prose, Section } from "@/app/_ui/text"
import { localeNames, locales } from "@/lib/format/locale"
import { routeOf } from "@/lib/requests/appeal-route"
import { isOpen } from "@/lib/requests/machine"
import type { MyPart } from "@/lib/requests/my-request"

// The body reads the languages of its country, whatever the cabinet is read in.
const complaintLanguages = locales.filter((code) => code !== "en")

/** Where to turn when the answer does not satisfy: an appeal here, and the steps the legal profile names outside. */
export const Disagree = async ({ part, number }: { part: MyPart; number: string }) => {
  const answered = !isOpen(part.status) || part.status === "deferred"
  if (part.status === "cancelled" || (!answered && !part.mayAppeal)) return null
  const [t, locale] = [await translator("appeal"), await currentLocale()]
  const outside = routeOf(part.inForce, {
    right: part.scope.right,
    appealOf: part.original?.part ?? null,
  }).filter(({ here }) => !here)
  const file = (name: "complaint" | "evidence", rest: Record<string, string>) =>
    `/api/requests/${number}/${name}?${new URLSearchParams({ part: part.id, ...rest })}`
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
      <Prose>
        <p>{t("route")}:</p>
        <ul>
          {outside.map(({ code, title, description, site, address, readyComplaint }) => (
            <li key={code}>
              {title[locale]}: {description[locale]} {address?.[locale]}{" "}
              {site && <a href={site}>{new URL(site).host}</a>}
              {readyComplaint && (
                <ul>
                  {complaintLanguages.map((lang) => (
                    <li key={lang}>
                      {t("complaint", { language: localeNames[lang] })}{" "}
                      <a href={file("complaint", { lang, as: "pdf" })}>{t("pdf")}</a>{" "}
                      <a href={file("complaint", { lang, as: "txt" })}>{t("text")}</a>
                    </li>
                  ))}
                </ul>
              )}
            </li>
          ))}
        </ul>
      </Prose>
      <p>
        <a href={file("evidence", { lang: locale })}>{t("evidence")}</a>
      </p>
      <p>{t("evidenceAbout")}</p>
    </Section>
  )
}
