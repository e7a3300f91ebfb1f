import { currentLocale } from "@/app/_server/locale"
import { currentInForce } from "@/app/_server/policy"
import { Banner } from "@/app/_ui/banner"
import { citationsText, textIn } from "@/lib/policy/lookup"

/** What follows wrong data, where the policy says so: stands where data is typed. */
export const TrueData = async () => {
  const [{ policy, profile }, locale] = [await currentInForce(), await currentLocale()]
  const warning = policy.accuracy?.warning
  if (!warning) return null
  return (
    <Banner>
      <p>
        {textIn(warning.text, locale)} ({citationsText(profile, warning.cites, locale)})
      </p>
    </Banner>
  )
}
