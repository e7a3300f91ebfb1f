import { translator } from "@/app/_server/locale"
import { Banner } from "@/app/_ui/banner"

const codes = [
  "national_expired",
  "national_refused",
  "national_no_pin",
  "national_other_person",
  "national_ambiguous",
  "national_unavailable",
] as const

/** What went wrong on the way back from the sign-in of the state; nothing for an address with any other code. */
export const NationalFault = async ({ code }: { code: string | string[] | undefined }) => {
  const known = codes.find((each) => each === code)
  if (!known) return null
  const t = await translator("errors")
  return (
    <Banner kind="fault" live>
      <p>{t(known)}</p>
    </Banner>
  )
}
