import type { Metadata } from "next"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Button } from "@/app/_ui/button"
import { DataTable } from "@/app/_ui/data-table"
import { Field } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { PageTitle, When } from "@/app/_ui/text"
import { MOST_FOUND, type Pseudonym, pseudonyms } from "@/lib/oversight/find-people"
import { shortId } from "@/lib/oversight/short-id"
import { may } from "@/lib/permissions"
import { findPeopleAction } from "./actions"
import { idsIn } from "./ids-in"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("people"))("title"),
})

type Props = { searchParams: Promise<{ found?: string | string[] }> }

const Found = async ({ people }: { people: Pseudonym[] }) => {
  const [t, common, locale] = [await translator("people"), await translator("common"), await currentLocale()]
  const rows = people.slice(0, MOST_FOUND)
  return (
    <>
      {people.length > MOST_FOUND && <Banner>{t("many", { n: String(MOST_FOUND) })}</Banner>}
      <DataTable
        caption={t("found", { n: rows.length })}
        columns={[
          {
            head: t("row.person"),
            rowHead: true,
            cell: ({ id }: Pseudonym) => <a href={`/admin/people/${id}`}>{shortId(id)}</a>,
          },
          {
            head: t("row.since"),
            tight: true,
            cell: ({ since }: Pseudonym) => <When at={since} locale={locale} />,
          },
          {
            head: t("row.account"),
            cell: ({ account }: Pseudonym) => common(account ? "word.yes" : "word.no"),
          },
          { head: t("row.open"), numeric: true, cell: ({ openParts }: Pseudonym) => openParts },
          {
            head: t("row.last"),
            tight: true,
            cell: ({ lastRequestAt }: Pseudonym) =>
              lastRequestAt && <When at={lastRequestAt} locale={locale} />,
          },
        ]}
        rows={rows}
        rowKey={({ id }) => id}
      />
    </>
  )
}

const PeoplePage = async ({ searchParams }: Props) => {
  const { actor } = await signedStaff()
  if (!may(actor, "person.find")) missing()
  const ids = idsIn((await searchParams).found)
  const people = ids.length > 0 ? await asStaff((ctx) => pseudonyms(ctx, ids)) : []
  const t = await translator("people")
  return (
    <>
      <PageTitle lead={t("lead")}>{t("title")}</PageTitle>
      <Form action={findPeopleAction} permalink="/admin/people">
        <Field
          name="query"
          type="search"
          label={t("query")}
          hint={t("queryHint")}
          autoComplete="off"
          spellCheck={false}
          width={20}
        />
        <Button>{t("search")}</Button>
      </Form>
      {ids.length > 0 && <Found people={people} />}
      {may(actor, "person.add") && (
        <p>
          <a href="/admin/people/unknown">{t("unknown.title")}</a>
        </p>
      )}
      {may(actor, "views.withheld") && (
        <p>
          <a href="/admin/views">{(await translator("views"))("withheld.title")}</a>
        </p>
      )}
    </>
  )
}

export default PeoplePage
