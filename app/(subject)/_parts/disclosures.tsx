import { currentLocale, translator } from "@/app/_server/locale"
import { currentInForce } from "@/app/_server/policy"
import { asSubject } from "@/app/_server/session"
import { Section } from "@/app/_ui/text"
import { formatDate } from "@/lib/format/date"
import { myDisclosures } from "@/lib/requests/disclosures"

/** To whom the person's data went on a request, numbered as shown here; nothing where there was none. */
export const MyDisclosures = async () => {
  const found = await asSubject(myDisclosures)
  if (found.length === 0) return null
  const [t, locale, { policy }] = [
    await translator("authority"),
    await currentLocale(),
    await currentInForce(),
  ]
  const title = (code: string) => policy.categories.find((each) => each.code === code)?.title[locale] ?? code
  const groundOf = (code: string) =>
    policy.transferGrounds.find((each) => each.code === code)?.title[locale] ?? code
  return (
    <Section id="disclosures" title={t("mine.title")}>
      <p>{t("mine.lead")}</p>
      <ol>
        {found.map(({ id, recipient, categories, ground, at, number }) => (
          <li key={id}>
            {t("mine.line", {
              date: formatDate(at, locale),
              whom: policy.recipients.find(({ code }) => code === recipient)?.title[locale] ?? recipient,
              what: categories.map(title).join(", "),
              ground: groundOf(ground),
            })}{" "}
            {number && <a href={`/cabinet/requests/${number}`}>№ {number}</a>}
          </li>
        ))}
      </ol>
    </Section>
  )
}
