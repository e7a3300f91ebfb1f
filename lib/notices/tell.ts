import type { Ctx, Locale } from "@/lib/context"
import { contactsOf } from "@/lib/notices/contacts"
import { enqueueNotice } from "@/lib/notices/enqueue"
import type { Template } from "@/lib/notices/templates"

/** Tells a person something by every contact they sign in with: number, date and link only. */
export async function tell(
  ctx: Ctx,
  person: { subjectId: string; language: Locale },
  template: Template,
  parameters: { number?: string; date?: string; path: string },
): Promise<void> {
  for (const to of await contactsOf(ctx, person.subjectId)) {
    await enqueueNotice(ctx, { ...person, keyOwner: person.subjectId, template, to, parameters })
  }
}
