import type { Metadata } from "next"
import { orNotFound } from "@/app/_records/or-not-found"
import { StaffFile } from "@/app/_records/staff-file"
import { TaskAbout, TaskFields } from "@/app/_records/task-form"
import { TaskStanding } from "@/app/_records/task-state"
import { taskWords } from "@/app/_records/task-words"
import { doneWords } from "@/app/_server/done-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { missing } from "@/app/_server/missing"
import { asStaff, signedStaff } from "@/app/_server/session"
import { Banner } from "@/app/_ui/banner"
import { Button } from "@/app/_ui/button"
import { Form } from "@/app/_ui/form"
import { SummaryList } from "@/app/_ui/summary-list"
import { BackLink, PageTitle, Section, When } from "@/app/_ui/text"
import { isUuid } from "@/lib/format/uuid"
import { may } from "@/lib/permissions"
import { textIn } from "@/lib/policy/lookup"
import { type OpenTask, readTask } from "@/lib/tasks/list-tasks"
import { answerTaskAction, retractAnswerAction } from "./actions"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("tasks"))("one.title"),
})

const Answered = async ({ task }: { task: OpenTask }) => {
  const [t, locale, words] = [
    await translator("tasks"),
    await currentLocale(),
    await taskWords(task.held.policy),
  ]
  const ground = (code: string | null) =>
    task.held.policy.grounds.find((each) => each.code === code)?.title[locale] ?? ""
  const said = ({ mark }: { mark: string }) => {
    const found = task.answers.find((each) => each.mark === mark)
    if (!found) return "–"
    if (found.answer === "exception") return `${t("choice.exception")}. ${ground(found.ground)}`
    return found.count > 0 ? `${t(`choice.${found.answer}`)}: ${found.count}` : t(`choice.${found.answer}`)
  }
  return (
    <Section id="answers" title={t("one.answers")}>
      <SummaryList
        rows={[
          ...task.lines.map((line) => ({
            id: line.mark,
            key: `${words.does(line)}: ${words.what(line)}`,
            value: said(line),
            note: task.words?.words[line.mark],
          })),
          { key: t("one.by"), value: task.words?.by ?? "–" },
          {
            key: t("one.answeredOn"),
            value: task.answeredAt ? <When at={task.answeredAt} locale={locale} /> : "–",
          },
          ...(task.hasEvidence
            ? [
                {
                  key: t("evidence"),
                  value: (
                    <StaffFile id={task.id} href={`/api/staff/task-evidence/${task.id}`}>
                      {t("one.evidence")}
                    </StaffFile>
                  ),
                },
              ]
            : []),
        ]}
      />
    </Section>
  )
}

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ done?: string }> }

/** One task: by what the person is found, what is asked, and the answer as it is given or was. */
const StaffTaskPage = async ({ params, searchParams }: Props) => {
  const [{ actor }, { id }] = [await signedStaff(), await params]
  if (!may(actor, "task.read") || !isUuid(id)) missing()
  const task = await orNotFound(asStaff((ctx) => readTask(ctx, id)))
  const [t, locale] = [await translator("tasks"), await currentLocale()]
  const said = await doneWords("tasks", (await searchParams).done)
  const { policy } = task.held
  const isOpen = task.state === "waiting" || task.state === "silent"
  const { respondent } = task.map
  return (
    <>
      <BackLink href="/admin/tasks">{t("one.back")}</BackLink>
      <PageTitle caption={t("caption", { number: task.number ?? "–" })}>
        {textIn(task.map.title, locale)}
      </PageTitle>
      {said && <Banner kind="done" title={said} live />}
      <p>
        <TaskStanding state={task.state} />
      </p>
      <TaskAbout
        policy={policy}
        told={task.told}
        dueOn={task.dueOn}
        more={[
          {
            key: t("list.who"),
            value: respondent === "steward" ? t("who.steward") : textIn(respondent.name, locale),
          },
          { key: t("one.askedOn"), value: <When at={task.madeAt} locale={locale} /> },
          ...(task.number
            ? [
                {
                  key: t("list.request"),
                  value: <a href={`/admin/requests/${task.number}?part=${task.partId}`}>{task.number}</a>,
                },
              ]
            : []),
        ]}
      />
      {task.answeredAt && <Answered task={task} />}
      {isOpen && may(actor, "task.answer") && (
        <Section id="answer" title={t("one.enter")}>
          <p>
            {respondent === "steward"
              ? t("one.enterOwn")
              : t("one.enterFor", { name: textIn(respondent.name, locale) })}
          </p>
          <Form action={answerTaskAction}>
            <input type="hidden" name="task" value={task.id} />
            <TaskFields policy={policy} map={task.map} lines={task.lines} told={task.told} />
            <Button>{t("submit")}</Button>
          </Form>
        </Section>
      )}
      {task.state === "answered" && may(actor, "task.answer") && (
        <Section id="retract" title={t("retract.title")}>
          <p>{t("retract.about")}</p>
          <Form action={retractAnswerAction}>
            <input type="hidden" name="task" value={task.id} />
            <Button kind="secondary">{t("retract.submit")}</Button>
          </Form>
        </Section>
      )}
    </>
  )
}

export default StaffTaskPage
