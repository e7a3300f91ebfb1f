import type { Metadata } from "next"
import { orNotFound } from "@/app/_records/or-not-found"
import { TaskAbout, TaskFields } from "@/app/_records/task-form"
import { house } from "@/app/_server/house"
import { currentLocale, translator } from "@/app/_server/locale"
import { Banner } from "@/app/_ui/banner"
import { Button } from "@/app/_ui/button"
import { Form } from "@/app/_ui/form"
import { PageTitle } from "@/app/_ui/text"
import { formatDate } from "@/lib/format/date"
import { textIn } from "@/lib/policy/lookup"
import { type Link, taskByLink } from "@/lib/tasks/by-link"
import { answerTaskAction } from "./actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("tasks"))("title"),
  robots: { index: false },
})

/** What somebody who keeps data for the organisation opens by the link in their e-mail, and answers once, with no sign-in. */
const TaskPage = async ({ params }: { params: Promise<Link> }) => {
  const link = await params
  const found = await orNotFound(taskByLink(house(), link))
  const [t, locale] = [await translator("tasks"), await currentLocale()]
  const { number, map } = found
  const { policy } = found.held
  const caption = t("caption", { number })
  if (found.is === "answered")
    return (
      <>
        <PageTitle caption={caption}>{t("answered.title")}</PageTitle>
        <Banner kind="done" title={t("answered.kept")} live>
          <p>{t("answered.on", { date: formatDate(found.at, locale) })}</p>
        </Banner>
      </>
    )
  if (found.is === "dropped")
    return (
      <>
        <PageTitle caption={caption}>{t("dropped.title")}</PageTitle>
        <p>{t("dropped.about")}</p>
      </>
    )
  if (found.is === "over")
    return (
      <>
        <PageTitle caption={caption}>{t("over.title")}</PageTitle>
        <p>{t("over.about", { date: formatDate(found.on, locale), number })}</p>
      </>
    )
  return (
    <>
      <PageTitle
        caption={caption}
        lead={t("lead", {
          organisation: textIn(policy.organisation.legalName, locale),
          source: textIn(map.title, locale),
        })}
      >
        {t("title")}
      </PageTitle>
      <TaskAbout policy={policy} told={found.told} dueOn={found.dueOn} />
      <Form action={answerTaskAction}>
        <input type="hidden" name="id" value={link.id} />
        <input type="hidden" name="token" value={link.token} />
        <TaskFields policy={policy} map={map} lines={found.lines} told={found.told} />
        <Button>{t("submit")}</Button>
      </Form>
    </>
  )
}

export default TaskPage
