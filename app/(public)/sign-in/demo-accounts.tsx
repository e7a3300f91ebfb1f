import { translator } from "@/app/_server/locale"
import { DataTable } from "@/app/_ui/data-table"
import { Details } from "@/app/_ui/details"
import { Prose } from "@/app/_ui/text"
import { type DemoAccount, demoAccounts, demoNewcomer } from "@/db/demo-accounts"

/** Who can sign in to the demonstration, folded away. */
export const DemoAccounts = async () => {
  const t = await translator("sign-in")
  const secret = demoAccounts.find(({ code }) => code)?.code ?? ""
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
        rows={demoAccounts}
        rowKey={({ who }) => who}
      />
      <Prose>
        <p>{t("demo.code", { secret })}</p>
        <p>{t("demo.newcomer", demoNewcomer)}</p>
      </Prose>
    </Details>
  )
}
