import { redirect } from "next/navigation"
import { z } from "zod"
import type { Part } from "@/lib/requests/access"

/** The part a form is about, and the version its page showed. */
export const Seen = z.object({
  part: z.uuid("not_understood"),
  version: z.coerce.number("not_understood").int(),
})

/** Words that have to be said. */
export const words = z.string("required").trim().min(1, "required").max(4_000, "too_long")

/** What is kept as the answer to a form sent twice: enough to show the page again, nothing of the person. */
export const told = ({ id, number }: Part, done: string) => ({ id, number, done })

/** Back to the case, with a sentence on what went through: `case.done.…` of the messages. */
export const toCase = ({ id, number, done }: ReturnType<typeof told>) =>
  redirect(`/admin/requests/${number}?${new URLSearchParams({ part: id, done })}`)
