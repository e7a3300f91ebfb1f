import type { Metadata } from "next"
import { mandateRows } from "@/app/_records/mandate-rows"
import { house } from "@/app/_server/house"
import { currentLocale, translator } from "@/app/_server/locale"
import { currentSession, signedAccount } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Button } from "@/app/_ui/button"
import { Form } from "@/app/_ui/form"
import { SummaryList } from "@/app/_ui/summary-list"
import { PageTitle, Section } from "@/app/_ui/text"
import { formatDate } from "@/lib/format/date"
import type { Mandate } from "@/lib/people/mandate"
import { myMandates } from "@/lib/people/mandates"
import { actForAction } from "./actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("mandates"))("acting.title"),
})

const ActFor = async ({ mandate }: { mandate: string }) => {
  const t = await translator("mandates")
  return (
    <Form action={actForAction}>
      <input type="hidden" name="mandate" value={mandate} />
      <Button kind={mandate === "own" ? "secondary" : "primary"}>
        {t(mandate === "own" ? "acting.own" : "acting.act")}
      </Button>
    </Form>
  )
}

const For = async ({ mandate, now }: { mandate: Mandate; now: boolean }) => {
  const t = await translator("mandates")
  return (
    <Section title={mandate.holder.person || t("acting.person")}>
      <SummaryList rows={await mandateRows(mandate)} />
      {mandate.state === "live" && !now && <ActFor mandate={mandate.id} />}
    </Section>
  )
}

/** The authority under which the session acted is over: which, since when, and the way back. */
const Over = async ({ mandate }: { mandate: Mandate | undefined }) => {
  const [t, locale] = [await translator("mandates"), await currentLocale()]
  const date = mandate?.endedAt ?? mandate?.endsOn
  return (
    <Banner kind="fault" title={t("acting.over")}>
      {date && <p>{t("acting.overOn", { date: formatDate(date, locale) })}</p>}
      <p>{t("acting.overNext")}</p>
    </Banner>
  )
}

const ActingPage = async () => {
  const session = await currentSession()
  const { token, accountId, actor } = await signedAccount()
  const [t, all] = [await translator("mandates"), await myMandates(house(), { token, accountId })]
  const over = session.is === "holder" ? session.holder.over : null
  return (
    <>
      {over && <Over mandate={all.find(({ id }) => id === over)} />}
      <PageTitle lead={all.length > 0 ? t("acting.lead") : t("acting.nobody")}>{t("acting.title")}</PageTitle>
      {all.map((mandate) => (
        <For key={mandate.id} mandate={mandate} now={actor?.mandate?.id === mandate.id} />
      ))}
      {(over || actor?.mandate) && <ActFor mandate="own" />}
    </>
  )
}

export default ActingPage
