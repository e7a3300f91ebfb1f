import { house } from "@/app/_server/house"
import { translator } from "@/app/_server/locale"
import { DataTable } from "@/app/_ui/data-table"
import { Details } from "@/app/_ui/details"
import { Prose } from "@/app/_ui/text"
import { type DemoAccount, demoStaff } from "@/db/demo-accounts"
import { readDemoPeople } from "@/lib/people/demo-people"

/** Who can sign in to the demonstration, folded away. */
export const DemoAccounts = async () => {
  const t = await translator("sign-in")
  const { accounts, newcomers } = readDemoPeople(house().configuration.policy)
  const secret = demoStaff.find(({ code }) => code)?.code ?? ""
  return (
    <Details summary={t("demo.title")}>
      <DataTable
        caption={t("demo.title")}
        captionHidden
        columns={[
          { head: t("demo.who"), cell: ({ who }: DemoAccount) => who, rowHead: true },
          { head: t("demo.login"), cell: ({ signIn }: DemoAccount) => <code>{signIn}</code> },
          { head: t("demo.password"), cell: ({ password }: DemoAccount) => <code>{password}</code> },
        ]}
        rows={[...accounts, ...demoStaff]}
        rowKey={({ who }) => who}
      />
      <Prose>
        <p>{t("demo.code", { secret })}</p>
        {newcomers.map(({ who, pin, phone }) => (
          <p key={who}>{t(pin ? "demo.newcomer" : "demo.newcomerByPhone", { phone, pin: pin ?? "" })}</p>
        ))}
      </Prose>
    </Details>
  )
}
