import type { Metadata } from "next"
import { doneWords } from "@/app/_server/done-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { currentInForce } from "@/app/_server/policy"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Button, ButtonLink } from "@/app/_ui/button"
import { Tabs } from "@/app/_ui/columns"
import { Field } from "@/app/_ui/field"
import { Form } from "@/app/_ui/form"
import { PageTitle, Section } from "@/app/_ui/text"
import { warningsFor } from "@/lib/calendar/calendar-page"
import { may } from "@/lib/permissions"
import { MOST_COUNTED, type QueuePage, type QueueView, queuePage, queueViews } from "@/lib/requests/queue"
import { findRequestsAction } from "./actions"
import { Attention } from "./attention"
import { Warnings } from "./calendar/warnings"
import styles from "./queue.module.css"
import { QueueTable } from "./queue-table"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("queue"))("title"),
})

const MOST_FOUND = 50
const isView = (name: unknown): name is QueueView => queueViews.some((view) => view === name)
const address = (
  view: QueueView,
  { after, division }: { after?: string; division?: string | undefined } = {},
) => `/admin?${new URLSearchParams({ view, ...(division ? { division } : {}), ...(after ? { after } : {}) })}`

type Asked = Partial<Record<"view" | "after" | "found" | "division" | "done", string | string[]>>

const Search = async () => {
  const [t, { actor }] = [await translator("queue"), await signedStaff()]
  return (
    <Form action={findRequestsAction} permalink="/admin">
      <div className={styles.search}>
        <Field
          name="query"
          type="search"
          label={t(may(actor, "person.find") ? "search.query" : "search.number")}
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

/** Where the policy has divisions: one of them alone, or all. */
const Divisions = async ({ view, division }: { view: QueueView; division: string | undefined }) => {
  const [t, locale, { policy }] = [await translator("queue"), await currentLocale(), await currentInForce()]
  if (!policy.divisions) return null
  const items = policy.divisions.map(({ code, title }) => ({
    href: address(view, { division: code }),
    label: title[locale],
    here: code === division,
  }))
  return (
    <Tabs
      label={t("divisions")}
      items={[{ href: address(view), label: t("allDivisions"), here: !division }, ...items]}
    />
  )
}

type ViewsProps = { view: QueueView; counts: QueuePage["counts"]; division: string | undefined }

const Views = async ({ view, counts, division }: ViewsProps) => {
  const t = await translator("queue")
  const counted = (n: number) => (n > MOST_COUNTED ? t("many", { n: String(MOST_COUNTED) }) : n)
  const items = queueViews.map((name) => ({
    href: address(name, { division }),
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

/** An approver from outside has one list: what is put to them. */
const PutToMe = async ({ rows, done }: { rows: QueuePage["rows"]; done: Asked["done"] }) => {
  const [t, staff, said] = [
    await translator("queue"),
    await translator("staff"),
    await doneWords("case", done),
  ]
  return (
    <>
      <PageTitle lead={staff("approver.outsideLead")}>{t("view.second")}</PageTitle>
      {said && <Banner kind="done" title={said} live />}
      <QueueTable view="second" rows={rows} />
    </>
  )
}

const QueuePageHere = async ({ searchParams }: { searchParams: Promise<Asked> }) => {
  const { view: wanted, after, found, division: named, done } = await searchParams
  const division = typeof named === "string" && named ? named : undefined
  const numbers =
    typeof found === "string" ? found.split(",").filter((each) => /^\d{4}-\d{6,9}$/.test(each)) : []
  const view = isView(wanted) ? wanted : "open"
  const page = await asStaff((ctx) =>
    queuePage(ctx, { view, after: typeof after === "string" ? after : null, division: division ?? null }),
  )
  const [t, { actor }] = [await translator("queue"), await signedStaff()]
  if (actor.outside) return <PutToMe rows={page.rows} done={done} />
  return (
    <>
      <PageTitle>{t("title")}</PageTitle>
      <Attention />
      <Warnings warnings={await asStaff(warningsFor)} kind="turn" link />
      {may(actor, "request.register") && (
        <ButtonLink kind="secondary" href="/admin/requests/new">
          {t("register")}
        </ButtonLink>
      )}
      <Section>
        <Search />
      </Section>
      {numbers.length > 0 ? (
        <Found numbers={numbers} />
      ) : (
        <>
          <Views view={view} counts={page.counts} division={division} />
          <Divisions view={view} division={division} />
          <p className={styles.about}>{t(`about.${view}`)}</p>
          <QueueTable view={view} rows={page.rows} />
          <nav className={styles.pages} aria-label={t("pages")}>
            {after && <a href={address(view, { division })}>{t("first")}</a>}
            {page.next && (
              <a href={address(view, { after: page.next, division })} rel="next">
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
