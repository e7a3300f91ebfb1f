import type { Metadata } from "next"
import { doneWords } from "@/app/_server/done-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asStaff, device, signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Button } from "@/app/_ui/button"
import { Field } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { SummaryList } from "@/app/_ui/summary-list"
import { PageTitle, Section } from "@/app/_ui/text"
import { formatDate } from "@/lib/format/date"
import { listNetworks, type Network } from "@/lib/people/networks"
import { may } from "@/lib/permissions"
import { addNetworkAction, removeNetworkAction } from "./actions"

type Props = { searchParams: Promise<{ done?: string | string[] }> }

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("security"))("networks.title"),
})

const Listed = async ({ networks, mayChange }: { networks: Network[]; mayChange: boolean }) => {
  const [t, locale] = [await translator("security"), await currentLocale()]
  if (networks.length === 0) return <p>{t("networks.none")}</p>
  return (
    <SummaryList
      rows={networks.map(({ id, network, name, at }) => ({
        id,
        key: name,
        value: network,
        note: formatDate(at, locale),
        action: mayChange ? (
          <Form action={removeNetworkAction} permalink="/admin/staff/networks">
            <input type="hidden" name="network" value={id} />
            <Button kind="link">{t("networks.remove")}</Button>
          </Form>
        ) : undefined,
      }))}
    />
  )
}

/** From which networks staff may work; the auditor reads it, an administrator changes it. */
const NetworksPage = async ({ searchParams }: Props) => {
  const [{ actor }, { done }] = [await signedStaff(), await searchParams]
  if (!may(actor, "staff.read")) missing()
  const mayChange = may(actor, "staff.manage")
  const networks = await asStaff(listNetworks)
  const [t, said, { address }] = [
    await translator("security"),
    await doneWords("security", done),
    await device(),
  ]
  return (
    <>
      <PageTitle lead={t("networks.lead")}>{t("networks.title")}</PageTitle>
      {said && <Banner kind="done" title={said} live />}
      <Listed networks={networks} mayChange={mayChange} />
      {mayChange && (
        <Section id="add" title={t("networks.add")}>
          <Form action={addNetworkAction} permalink="/admin/staff/networks">
            <Field name="name" label={t("networks.name")} autoComplete="off" width={20} />
            <Field
              name="network"
              label={t("networks.network")}
              hint={t("networks.hint", { address })}
              autoComplete="off"
              spellCheck={false}
              width={20}
            />
            <Button>{t("networks.submit")}</Button>
          </Form>
        </Section>
      )}
    </>
  )
}

export default NetworksPage
