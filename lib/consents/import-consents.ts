import { sql } from "drizzle-orm"
import { z } from "zod"
import { recordConsent } from "@/lib/consents/record-consent"
import { consentEventsOf } from "@/lib/consents/state"
import { asWorker, type Ctx } from "@/lib/context"
import type { OpenHouse } from "@/lib/house"
import { identitiesOf } from "@/lib/people/identities"
import { inForce } from "@/lib/policy/editions"
import type { Policy } from "@/lib/policy/schema"
import { isStop } from "@/lib/requests/self-service"

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
    had: await wereImported(ctx, subjectId),
    held: await inForce(ctx.db),
    identities: await identitiesOf(ctx, subjectId),
  }))
  if (read.had) return
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
    const [answer] = await sources.of(name).facts([FACT], read.identities.get(name) ?? [])
    marks.push(
      ...Marks.catch([])
        .parse(answer?.evidence)
        .map((mark) => ({ ...mark, source: name })),
    )
  }
  await asWorker(house, "import-consents", { subject: subjectId }, async (ctx) => {
    await ctx.db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`import/${subjectId}`}, 0))`)
    if (await wereImported(ctx, subjectId)) return
    for (const mark of marks) {
      const { purpose, source } = mark
      const operations = mark.operations.filter((operation) => known.get(purpose)?.has(operation))
      const method = mark.method === "deemed" ? ("deemed" as const) : ("imported" as const)
      const evidence = { source, method: mark.method, edition: mark.edition ?? null, at: mark.given_at }
      const entry = { subjectId, purpose, method, language: "ky", evidence }
      const at = new Date(mark.given_at)
      const isNothing = (operation: string) =>
        mark.method === "deemed" && !carriedByUse(read.held.policy, purpose, operation)
      const given = operations.filter((operation) => !isNothing(operation))
      await recordConsent(ctx, { ...entry, operations: given, event: "given", at })
      await recordConsent(ctx, { ...entry, operations: operations.filter(isNothing), event: "invalid", at })
      if (mark.withdrawn_at)
        await recordConsent(ctx, {
          ...entry,
          operations,
          event: "withdrawn",
          at: new Date(mark.withdrawn_at),
        })
    }
  })
}

/** Agreement the policy merely reads into use alone never carries marketing, research or transfer (rule 7). */
const carriedByUse = (policy: Policy, purpose: string, operation: string): boolean =>
  operation !== "transfer" && operation !== "cross_border" && !isStop({ policy }, purpose, operation)

/** What the person did in the cabinet before the records came is no reason to leave them out: each has its own time. */
async function wereImported(ctx: Ctx, subjectId: string): Promise<boolean> {
  const events = await consentEventsOf(ctx, subjectId)
  return events.some(({ evidence }) => evidence !== null)
}
