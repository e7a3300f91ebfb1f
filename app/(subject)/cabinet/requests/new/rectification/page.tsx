import type { Metadata } from "next"
import { orNotFound } from "@/app/_records/or-not-found"
import { translator } from "@/app/_server/locale"
import { asSubject } from "@/app/_server/session"
import { myReading } from "@/app/(subject)/cabinet/data/my-reading"
import { keptNames } from "@/lib/requests/attach"
import { chosen, correctableCategories, correctablesIn } from "@/lib/requests/correctable"
import { draftOf } from "@/lib/requests/draft-of"
import { ChooseCategory, ChooseField } from "./choose"
import { CorrectForm } from "./correct-form"

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await translator("request"))("correct.title"),
})

type Props = { searchParams: Promise<{ category?: string; item?: string; field?: string; again?: string }> }

/** What the person had prepared before, to be changed: the value, and the documents kept with it. */
const preparedBefore = (again: string | undefined) =>
  asSubject(async (ctx) => {
    const draft = (await draftOf(ctx, again))?.draft
    if (!again || draft?.scope.right !== "rectification") return null
    const documents = await keptNames(ctx, draft.attachments ?? [])
    return {
      scope: draft.scope,
      item: draft.item,
      value: String(draft.value ?? ""),
      documents: documents.map(({ name }) => name),
      intent: again,
    }
  })

const RectificationPage = async ({ searchParams }: Props) => {
  const { again, ...asked } = await searchParams
  const [{ reading, fullUntil }, before] = [await myReading("rectification"), await preparedBefore(again)]
  const wanted = before
    ? { category: before.scope.category, field: before.scope.field, item: before.item }
    : asked
  if (!wanted.category) return <ChooseCategory categories={correctableCategories(reading.inForce)} />
  const full = fullUntil !== null
  const found = await orNotFound(correctablesIn(reading, wanted.category))
  const [only, ...others] = found.rows.flat()
  const named =
    wanted.item || wanted.field ? await orNotFound(Promise.resolve().then(() => chosen(found, wanted))) : null
  const choice = named ?? (others.length === 0 ? only : undefined)
  if (!choice) return <ChooseField found={found} reading={reading} full={full} />
  return <CorrectForm category={found.category} choice={choice} full={full} before={before} />
}

export default RectificationPage
