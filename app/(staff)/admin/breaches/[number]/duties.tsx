import { currentLocale, translator } from "@/app/_server/locale"
import { DataTable } from "@/app/_ui/data-table"
import { Section, When } from "@/app/_ui/text"
import type { StandingDuty } from "@/lib/breaches/duties"
import { explainDueDate } from "@/lib/deadlines/explain-due-date"
import { citationText } from "@/lib/policy/lookup"
import type { Profile } from "@/lib/policy/profile-schema"

type Props = { duties: StandingDuty[]; profile: Profile }

/** Whom the legal profile has told, by when and how that day was counted. */
export const Duties = async ({ duties, profile }: Props) => {
  const [t, locale] = [await translator("breaches"), await currentLocale()]
  return (
    <Section>
      <DataTable
        caption={t("duties.title")}
        rows={duties}
        rowKey={({ code }) => code}
        empty={t("duties.none")}
        columns={[
          {
            head: t("duties.duty"),
            rowHead: true,
            cell: ({ title, taskId, cites }: StandingDuty) => (
              <>
                {taskId ? <a href={`/admin/duties/${taskId}`}>{title[locale]}</a> : title[locale]}
                <br />
                <small>{cites.map((cite) => citationText(profile, cite, locale)).join("; ")}</small>
              </>
            ),
          },
          {
            head: t("duties.due"),
            cell: ({ due, confidence }: StandingDuty) => (
              <>
                <When at={due.dueOn} locale={locale} />
                <br />
                <small>
                  {explainDueDate(due.steps, locale)} {confidence === "assumed" && t("duties.assumed")}
                </small>
              </>
            ),
          },
          {
            head: t("duties.done"),
            tight: true,
            cell: ({ doneAt }: StandingDuty) =>
              doneAt ? <When at={doneAt} locale={locale} as="time" /> : t("duties.open"),
          },
        ]}
      />
    </Section>
  )
}
