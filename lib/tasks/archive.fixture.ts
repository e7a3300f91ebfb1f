import { asWorker } from "@/lib/context"
import { openWorld, type World } from "@/lib/requests/cast.fixture"
import type { ManualMap } from "@/lib/sources/manual/map"
import type { DataMap } from "@/lib/sources/map-schema"
import { keepTaskAnswer, type Typed } from "@/lib/tasks/answer-task"

const words = (en: string) => ({ ky: en, ru: en, en })

/** A paper archive beside the lender's database. */
export const archive = (more: Partial<ManualMap> = {}): ManualMap => ({
  connector: "manual",
  title: words("Paper archive"),
  subject: { of: "lender", kind: "customer_id", identifiers: [{ kind: "pin" }] },
  respondent: { name: words("Archive of the city"), email: "archive@demo.example", language: "ru" },
  answerWithin: 10,
  remindAfter: 5,
  holds: {
    bank_account: {
      origin: "subject",
      fields: { bank_name: { type: "text" }, account_number: { type: "text" } },
    },
    expenses: { origin: "subject", fields: { amount: { type: "money", correct: true } } },
  },
  exceptions: ["LEGAL_HOLD"],
  ...more,
})

const withArchive =
  (more: Partial<ManualMap>) =>
  (map: DataMap): DataMap => ({ ...map, sources: { ...map.sources, archive: archive(more) } })

/** A deployment whose lender also has a paper archive. */
export const openArchive = (more: Partial<ManualMap> = {}, borrowers = 40): Promise<World> =>
  openWorld(borrowers, (folder) => folder, withArchive(more))

export const DONE: Typed = { answer: "done", count: "1", ground: "", words: "" }

/** The tasks nobody answered yet are answered so, as by the link. */
export async function answerAll(
  { house, owner }: Pick<World, "house" | "owner">,
  answer: Typed = DONE,
): Promise<number> {
  const { rows } = await owner.query<{ id: string; subject_id: string; lines: unknown[] }>(
    "select id, subject_id, lines from source_tasks where answered_at is null and dropped_at is null order by made_at",
  )
  for (const { id, subject_id: subject, lines } of rows)
    await asWorker(house, "test", { subject }, (ctx) =>
      keepTaskAnswer(ctx, { task: id, lines: lines.map(() => answer), by: "Archivist", evidence: null }),
    )
  return rows.length
}
