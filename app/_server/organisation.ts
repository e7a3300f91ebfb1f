import type { OrganisationFace } from "@/app/_ui/shell"
import type { Locale } from "@/lib/format/locale"
import type { Policy } from "@/lib/policy/schema"

/** What every page says of the organisation (among it who answers for data protection), in one language. */
export const organisationFace = (
  { organisation }: Pick<Policy, "organisation">,
  locale: Locale,
): OrganisationFace => {
  const { shortName, address, contacts, dataProtection, logo } = organisation
  const contact = (kind: string) => contacts.find((each) => each.kind === kind)?.value[locale]
  return {
    name: shortName[locale],
    hasLogo: logo !== undefined,
    phone: contact("phone"),
    visit: contact("visit"),
    address: address[locale],
    dataProtection: {
      title: dataProtection.title[locale],
      email: dataProtection.email,
      phone: dataProtection.phone,
      address: dataProtection.address[locale],
    },
  }
}
