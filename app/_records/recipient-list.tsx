import type { ReactNode } from "react"
import { RecipientStanding } from "@/app/_records/recipient-state"
import { recipientWords } from "@/app/_records/recipient-words"
import { translator } from "@/app/_server/locale"
import { SummaryList } from "@/app/_ui/summary-list"
import type { Day } from "@/lib/deadlines/day"
import type { Policy } from "@/lib/policy/schema"
import type { Standing } from "@/lib/recipients/standing"

type Props = {
  policy: Policy
  notices: readonly Standing[]
  /** Why those refused who did, by the notice. */
  refusals: ReadonlyMap<string, string>
  today: Day
  /** Where a recipient's name leads. */
  href?: (notice: Standing) => string
}

/** Those who were told of a change, what they are to do, and where each stands: for the person and for staff alike. */
export const RecipientList = async ({ policy, notices, refusals, today, href }: Props) => {
  const [t, words] = [await translator("recipients"), await recipientWords(policy)]
  const named = (notice: Standing): ReactNode => {
    const name = words.whom(notice.recipient)
    return href ? <a href={href(notice)}>{name}</a> : name
  }
  return (
    <SummaryList
      rows={notices.map((notice) => ({
        id: notice.id,
        key: named(notice),
        value: <RecipientStanding notice={notice} today={today} />,
        note: (
          <>
            {notice.acts.map((act) => (
              <p key={`${act.do}${act.purpose}`}>
                {words.does(act)}: {words.what(act)}
              </p>
            ))}
            {refusals.has(notice.id) && <p>{t("why", { words: refusals.get(notice.id) ?? "" })}</p>}
          </>
        ),
      }))}
    />
  )
}
