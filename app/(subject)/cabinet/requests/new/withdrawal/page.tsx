import type { Metadata } from "next"
import { currentLocale, translator } from "@/app/_server/locale"
import { asSubject } from "@/app/_server/session"
import { Button } from "@/app/_ui/button"
import { Checkboxes } from "@/app/_ui/choices"
import { Details } from "@/app/_ui/details"
import { Form } from "@/app/_ui/form"
import { BackLink, PageTitle } from "@/app/_ui/text"
import { openTo } from "@/app/(subject)/cabinet/open-to"
import { operationsIn } from "@/lib/letters/phrases"
import { type InForce, inForce as inForceNow } from "@/lib/policy/editions"
import { basis } from "@/lib/policy/lookup"
import type { Purpose } from "@/lib/policy/schema"
import { draftOf } from "@/lib/requests/draft-of"
import { EVERYTHING } from "@/lib/requests/prepare-choice"
import { prepareWithdrawalAction } from "./actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("request"))("withdrawal.title"),
})

type Props = { searchParams: Promise<{ purpose?: string; again?: string }> }

const Operations = async ({ purpose, ticked }: { purpose: Purpose; ticked: readonly string[] }) => {
  const locale = await currentLocale()
  return (
    <Checkboxes
      name={`some-${purpose.code}`}
      label={purpose.title[locale]}
      options={purpose.operations.map(({ code }) => ({
        value: `${purpose.code}/${code}`,
        label: operationsIn([code], locale),
      }))}
      defaultValues={ticked}
    />
  )
}

type Ticked = { inForce: InForce; whole: string[]; some: string[] }

/** What stands ticked at first: what was chosen before, or the purpose the person came from. */
const tickedAtFirst = async ({ purpose, again }: Awaited<Props["searchParams"]>): Promise<Ticked> =>
  asSubject(async (ctx) => {
    const inForce = await inForceNow(ctx.db)
    const { purposes } = inForce.policy
    const scope = (await draftOf(ctx, again))?.draft.scope
    if (scope?.right !== "withdrawal") return { inForce, whole: purpose ? [purpose] : [], some: [] }
    const isWhole = ({ purpose: code, operations }: (typeof scope.purposes)[number]) =>
      purposes.find((each) => each.code === code)?.operations.length === operations.length
    const whole = scope.purposes.filter(isWhole).map((each) => each.purpose)
    const some = scope.purposes
      .filter((each) => !isWhole(each))
      .flatMap((each) => each.operations.map((operation) => `${each.purpose}/${operation}`))
    const isAll = purposes.every(({ code, withdrawable }) => withdrawable === whole.includes(code))
    return { inForce, whole: isAll ? [EVERYTHING] : whole, some }
  })

const WithdrawalPage = async ({ searchParams }: Props) => {
  await openTo("withdrawal")
  const { inForce, whole, some } = await tickedAtFirst(await searchParams)
  const [t, locale] = [await translator("request"), await currentLocale()]
  const rank = (purpose: Purpose) => (purpose.withdrawable ? 0 : 1)
  const purposes = [...inForce.policy.purposes].sort((a, b) => rank(a) - rank(b))
  const about = ({ description, withdrawable, basis: code }: Purpose) =>
    withdrawable
      ? description[locale]
      : `${description[locale]} ${t("withdrawal.otherBasis", { basis: basis(inForce.profile, code).title[locale] })}`
  return (
    <>
      <BackLink href="/cabinet/consents">{t("withdrawal.back")}</BackLink>
      <PageTitle lead={t("withdrawal.lead")}>{t("withdrawal.title")}</PageTitle>
      <Form action={prepareWithdrawalAction}>
        <Checkboxes
          name="choice"
          label={t("withdrawal.which")}
          options={[
            { value: EVERYTHING, label: t("withdrawal.everything"), hint: t("withdrawal.everythingHint") },
            ...purposes.map((purpose) => ({
              value: purpose.code,
              label: purpose.title[locale],
              hint: about(purpose),
            })),
          ]}
          defaultValues={whole}
        />
        <Details summary={t("withdrawal.some")} open={some.length > 0}>
          {purposes.map((purpose) => (
            <Operations key={purpose.code} purpose={purpose} ticked={some} />
          ))}
        </Details>
        <Button>{t("continue")}</Button>
      </Form>
    </>
  )
}

export default WithdrawalPage
