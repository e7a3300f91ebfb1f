import type { Metadata } from "next"
import { translator } from "@/app/_server/locale"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Button } from "@/app/_ui/button"
import { Tabs } from "@/app/_ui/columns"
import { Field } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { PageTitle, Section } from "@/app/_ui/text"
import { may } from "@/lib/permissions"
import { MOST_COUNTED, type QueuePage, type QueueView, queuePage, queueViews } from "@/lib/requests/queue"
import { findRequestsAction } from "./actions"
import styles from "./queue.module.css"
import { QueueTable } from "./queue-table"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("queue"))("title"),
})

const MOST_FOUND = 50
const isView = (name: unknown): name is QueueView => queueViews.some((view) => view === name)
const address = (view: QueueView, after?: string) =>
  `/admin?${new URLSearchParams({ view, ...(after ? { after } : {}) })}`

type Asked = { view?: string | string[]; after?: string | string[]; found?: string | string[] }

const Search = async () => {
  const [t, { actor }] = [await translator("queue"), await signedStaff()]
  return (
    <Form action={findRequestsAction} permalink="/admin">
      <div className={styles.search}>
        <Field
          name="query"
          type="search"
          label={t(may(actor, "person.view") ? "search.query" : "search.number")}
          autoComplete="off"
          spellCheck={false}
          width={20}
        />
        <Button kind="secondary">{t("search.submit")}</Button>
      </div>
    </Form>
  )
}

const Found = async ({ numbers }: { numbers: string[] }) => {
  const t = await translator("queue")
  return (
    <Section id="found" title={t("search.found")}>
      {numbers.length > MOST_FOUND && <Banner>{t("search.more", { n: String(MOST_FOUND) })}</Banner>}
      <p>{t("search.about")}</p>
      <ul className={styles.found}>
        {numbers.slice(0, MOST_FOUND).map((number) => (
          <li key={number}>
            <a href={`/admin/requests/${number}`}>{number}</a>
          </li>
        ))}
      </ul>
      <p>
        <a href="/admin">{t("search.back")}</a>
      </p>
    </Section>
  )
}

const Views = async ({ view, counts }: { view: QueueView; counts: QueuePage["counts"] }) => {
  const t = await translator("queue")
  const counted = (n: number) => (n > MOST_COUNTED ? t("many", { n: String(MOST_COUNTED) }) : n)
  const items = queueViews.map((name) => ({
    href: address(name),
    label: (
      <>
        {t(`view.${name}`)}{" "}
        {name !== "closed" && <span className={styles.nobody}>{counted(counts[name])}</span>}
      </>
    ),
    here: name === view,
  }))
  return <Tabs label={t("views")} items={items} />
}

const QueuePageHere = async ({ searchParams }: { searchParams: Promise<Asked> }) => {
  const { view: wanted, after, found } = await searchParams
  const numbers =
    typeof found === "string" ? found.split(",").filter((each) => /^\d{4}-\d{6,9}$/.test(each)) : []
  const view = isView(wanted) ? wanted : "open"
  const page = await asStaff((ctx) =>
    queuePage(ctx, { view, after: typeof after === "string" ? after : null }),
  )
  const t = await translator("queue")
  return (
    <>
      <PageTitle>{t("title")}</PageTitle>
      <Search />
      {numbers.length > 0 ? (
        <Found numbers={numbers} />
      ) : (
        <>
          <Views view={view} counts={page.counts} />
          <p className={styles.about}>{t(`about.${view}`)}</p>
          <QueueTable view={view} rows={page.rows} />
          <nav className={styles.pages} aria-label={t("pages")}>
            {after && <a href={address(view)}>{t("first")}</a>}
            {page.next && (
              <a href={address(view, page.next)} rel="next">
                {t("next")}
              </a>
            )}
          </nav>
        </>
      )}
    </>
  )
}

export default QueuePageHere
