import { currentLocale, translator } from "@/app/_server/locale"
import { currentInForce } from "@/app/_server/policy"
import { Checkboxes } from "@/app/_ui/choices"
import type { UserAgreement } from "@/lib/policy/acceptance-schema"

/** The user agreement beside the policy, as a link where its address is known. */
export const Agreement = async ({ agreement }: { agreement: UserAgreement }) => {
  const locale = await currentLocale()
  const { title, about, url } = agreement
  return (
    <p>
      {url ? <a href={url}>{title[locale]}</a> : <b>{title[locale]}</b>}. {about[locale]}
    </p>
  )
}

/**
 * What signing up means for the policy in force: a box to tick where the policy asks for one, else what it takes use for,
 * in words that make no consent of it. Stands inside a form; the box carries the edition's number.
 */
export const Accept = async () => {
  const [t, locale] = [await translator("policy"), await currentLocale()]
  const { edition, policy } = await currentInForce()
  const { acceptance, userAgreement } = policy
  const number = String(edition.number)
  const link = <a href={`/policy/${number}`}>{t("accept.link", { number })}</a>
  return (
    <>
      {acceptance?.how === "ticked" ? (
        <Checkboxes
          name="accept"
          label={policy.name[locale]}
          hint={link}
          options={[{ value: number, label: acceptance.text[locale] }]}
        />
      ) : (
        <p>
          {acceptance && `${acceptance.text[locale]} `}
          {link}
        </p>
      )}
      {userAgreement && <Agreement agreement={userAgreement} />}
    </>
  )
}
