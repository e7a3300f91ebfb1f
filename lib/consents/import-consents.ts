import { z } from "zod"
import { asWorker } from "@/lib/context"
import { recordConsent } from "@/lib/consents/record-consent"
import { consentEventsOf } from "@/lib/consents/state"
import type { OpenHouse } from "@/lib/house"
import { identitiesOf } from "@/lib/people/identities"
import { inForce } from "@/lib/policy/editions"

/** What a source says of consents given before the portal: the evidence of the fact `consent.recorded`. */
const Marks = z.array(
  z.object({
    purpose: z.string(),
    operations: z.array(z.string()),
    method: z.enum(["signed", "ticked", "deemed"]).catch("deemed"),
    edition: z.string().nullish(),
    given_at: z.string(),
    withdrawn_at: z.string().nullish(),
  }),
)

const FACT = "consent.recorded"

/**
 * Takes over the consents the sources have on record, once per person, as events of method *imported* (or *deemed*,
 * where the policy merely treats use as agreement) with the record they rest on (rule 7). What no record shows is not
 * made up: the person is shown "no record found".
 */
export async function importConsents(house: OpenHouse, subjectId: string): Promise<void> {
  const read = await asWorker(house, "import-consents", { subject: subjectId }, async (ctx) => ({
    had: (await consentEventsOf(ctx, subjectId)).length,
    held: await inForce(ctx.db),
    identities: await identitiesOf(ctx, subjectId),
  }))
  if (read.had > 0) return
  const sources = house.sourcesOf(read.held)
  const known = new Map(
    read.held.policy.purposes.map((purpose) => [
      purpose.code,
      new Set(purpose.operations.map(({ code }) => code as string)),
    ]),
  )
  const marks: (z.infer<typeof Marks>[number] & { source: string })[] = []
  for (const [name, map] of Object.entries(read.held.dataMap.sources)) {
    if (!(FACT in map.facts)) continue
    const answer = await sources.of(name).fact(FACT, read.identities.get(name) ?? [])
    marks.push(
      ...Marks.catch([])
        .parse(answer.evidence)
        .map((mark) => ({ ...mark, source: name })),
    )
  }
  await asWorker(house, "import-consents", { subject: subjectId }, async (ctx) => {
    if ((await consentEventsOf(ctx, subjectId)).length > 0) return
    for (const mark of marks) {
      const { purpose, source } = mark
      const operations = mark.operations.filter((operation) => known.get(purpose)?.has(operation))
      const method = mark.method === "deemed" ? ("deemed" as const) : ("imported" as const)
      const evidence = { source, method: mark.method, edition: mark.edition ?? null, at: mark.given_at }
      const entry = { subjectId, purpose, operations, method, language: "ky", evidence }
      await recordConsent(ctx, { ...entry, event: "given", at: new Date(mark.given_at) })
      if (mark.withdrawn_at)
        await recordConsent(ctx, { ...entry, event: "withdrawn", at: new Date(mark.withdrawn_at) })
    }
  })
}
