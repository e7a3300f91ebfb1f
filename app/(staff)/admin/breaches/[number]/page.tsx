import type { Metadata } from "next"
import { orNotFound } from "@/app/_records/or-not-found"
import { looseTranslator, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { BackLink, PageTitle } from "@/app/_ui/text"
import { breachPage } from "@/lib/breaches/breach-page"
import { may } from "@/lib/permissions"
import { BreachTag } from "../breach-tag"
import { Acts } from "./acts"
import { Duties } from "./duties"
import { Account, Facts, Message } from "./facts"
import { History } from "./history"
import { Told, Whose } from "./whose"

type Props = { params: Promise<{ number: string }>; searchParams: Promise<{ done?: string | string[] }> }

export const generateMetadata = async ({ params }: Props): Promise<Metadata> => ({
  title: (await translator("breaches"))("one", { number: (await params).number }),
})

const Done = async ({ done }: { done: string | string[] | undefined }) => {
  const words = await looseTranslator("breaches")
  const said = typeof done === "string" && /^[a-z_]+$/.test(done) ? words(`done.${done}`) : null
  return said ? <Banner kind="done" title={said} live /> : null
}

/** A breach: what happened, whom it touches, what is to be done by when, and how far the notices are. Nobody is named. */
const BreachPage = async ({ params, searchParams }: Props) => {
  const [{ number }, { done }, { actor }] = [await params, await searchParams, await signedStaff()]
  if (!may(actor, "breach.read")) missing()
  const page = await orNotFound(asStaff((ctx) => breachPage(ctx, number)))
  const t = await translator("breaches")
  const { breach } = page
  return (
    <>
      <BackLink href="/admin/breaches">{t("back")}</BackLink>
      <PageTitle>{t("one", { number })}</PageTitle>
      <p>
        <BreachTag state={breach.state} />
      </p>
      <Done done={done} />
      {breach.state !== "ready" && <Acts page={page} actor={actor} />}
      <Facts breach={breach} />
      <Whose breach={breach} />
      <Told page={page} />
      <Duties duties={page.duties} profile={breach.inForce.profile} />
      <Message breach={breach} />
      {/* Whoever releases it reads first. */}
      {breach.state === "ready" && <Acts page={page} actor={actor} />}
      {breach.counted && <Account breach={breach} />}
      <History entries={page.history} />
    </>
  )
}

export default BreachPage
