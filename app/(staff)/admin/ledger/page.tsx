import type { Metadata } from "next"
import { orNotFound } from "@/app/_records/or-not-found"
import { ledgerOutside } from "@/app/_server/ledger"
import { translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { currentInForce } from "@/app/_server/policy"
import { asStaff, signedStaff } from "@/app/_server/session"
import { PageTitle } from "@/app/_ui/text"
import { ledgerStanding } from "@/lib/checkpoints/standing"
import { isUuid } from "@/lib/format/uuid"
import { may } from "@/lib/permissions"
import { findEntry } from "@/lib/receipts/find-entry"
import { Find, Kinds } from "./entries"
import { Addresses, Keepers, Outages } from "./outside"
import { Alarm, LastCheck, Standing } from "./standing"

type Props = { searchParams: Promise<{ entry?: string | string[] }> }

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("ledger"))("title"),
})

const LedgerPage = async ({ searchParams }: Props) => {
  if (!may((await signedStaff()).actor, "ledger.read")) missing()
  const { entry } = await searchParams
  const id = typeof entry === "string" && isUuid(entry) ? entry : null
  const outside = await ledgerOutside()
  const [t, { policy }] = [await translator("ledger"), await currentInForce()]
  const standing = await asStaff((ctx) => ledgerStanding(ctx, outside))
  const found = id ? await orNotFound(asStaff((ctx) => findEntry(ctx, id))) : null
  return (
    <>
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      <Alarm standing={standing} />
      <Standing standing={standing} />
      <Find found={found} signed={standing.signed} />
      <Keepers standing={standing} policy={policy} />
      <LastCheck standing={standing} />
      <Addresses />
      <Outages outages={standing.outages} />
      <Kinds kinds={standing.kinds} />
    </>
  )
}

export default LedgerPage
