import type { Metadata } from "next"
import { disclosureWords } from "@/app/_records/disclosure-words"
import { doneWords } from "@/app/_server/done-words"
import { translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { ButtonLink } from "@/app/_ui/button"
import { DataTable } from "@/app/_ui/data-table"
import { PageTitle } from "@/app/_ui/text"
import { dayIn } from "@/lib/deadlines/day"
import { listProcessors, type Processor } from "@/lib/disclosures/processors"
import { may } from "@/lib/permissions"
import { inForce as inForceNow } from "@/lib/policy/editions"
import { ContractState } from "./contract-state"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("processors"))("title"),
})

type Props = { searchParams: Promise<{ done?: string | string[] }> }

const ProcessorsPage = async ({ searchParams }: Props) => {
  const { actor } = await signedStaff()
  if (!may(actor, "processors.read")) missing()
  const [t, words, said] = [
    await translator("processors"),
    await disclosureWords(),
    await doneWords("processors", (await searchParams).done),
  ]
  const { rows, today } = await asStaff(async (ctx) => ({
    rows: await listProcessors(ctx),
    today: dayIn(ctx.now, (await inForceNow(ctx.db)).policy.organisation.timezone),
  }))
  return (
    <>
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      {said && <Banner kind="done" title={said} live />}
      {may(actor, "processors.keep") && (
        <ButtonLink kind="secondary" href="/admin/processors/new">
          {t("add")}
        </ButtonLink>
      )}
      <DataTable
        caption={t("title")}
        captionHidden
        rows={rows}
        rowKey={({ id }) => id}
        empty={t("none")}
        columns={[
          {
            head: t("name"),
            rowHead: true,
            cell: ({ id, name }: Processor) => <a href={`/admin/processors/${id}`}>{name}</a>,
          },
          { head: t("recipient"), cell: ({ recipient }: Processor) => words.whom(recipient) },
          { head: t("service"), cell: ({ service }: Processor) => service },
          { head: t("where"), cell: ({ country }: Processor) => country },
          {
            head: t("state"),
            cell: (processor: Processor) => <ContractState of={processor} today={today} />,
          },
        ]}
      />
    </>
  )
}

export default ProcessorsPage
