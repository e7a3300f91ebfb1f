import { sql } from "drizzle-orm"
import { z } from "zod"
import { recordConsent } from "@/lib/consents/record-consent"
import { consentEventsOf } from "@/lib/consents/state"
import { contactsIn, suppressedPurposes } from "@/lib/consents/suppress"
import { asWorker, type Ctx } from "@/lib/context"
import type { OpenHouse } from "@/lib/house"
import { enqueueJob } from "@/lib/notices/enqueue"
import { identitiesOf } from "@/lib/people/identities"
import { type InForce, inForce } from "@/lib/policy/editions"
import { basis, purpose } from "@/lib/policy/lookup"
import { isStop } from "@/lib/requests/self-service"
import { factsOf } from "@/lib/sources/holdings"

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
    if (!factsOf(map).includes(FACT)) continue
    const [answer] = await sources.of(name).facts([FACT], read.identities.get(name) ?? [])
    marks.push(
      ...Marks.catch([])
        .parse(answer?.evidence)
        .map((mark) => ({ ...mark, source: name })),
    )
  }
  const contacts = await contactsIn(house, read.held, read.identities)
  await asWorker(house, "import-consents", { subject: subjectId }, async (ctx) => {
    await ctx.db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`import/${subjectId}`}, 0))`)
    if (await wereImported(ctx, subjectId)) return
    const suppressed = await suppressedPurposes(ctx, read.held, contacts)
    for (const mark of marks) {
      const { purpose: code, source } = mark
      const operations = mark.operations.filter((operation) => known.get(code)?.has(operation))
      const method = mark.method === "deemed" ? ("deemed" as const) : ("imported" as const)
      const evidence = { source, method: mark.method, edition: mark.edition ?? null, at: mark.given_at }
      const entry = { subjectId, purpose: code, method, language: "ky", evidence }
      const at = new Date(mark.given_at)
      // A list that comes again revives nothing its person ended or was erased from (rule 13).
      const isNothing = (operation: string) =>
        suppressed.has(code) || whyVoid(read.held, code, operation, mark.method) !== null
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
    // What was over before the portal came ends now, and not in the middle of what its person asks for next.
    await enqueueJob(ctx, "expire-consents", { subject: subjectId }, `expire-consents:${subjectId}`)
  })
}

/**
 * Why a consent on record is none: another basis exists, so that it was asked for in vain, or the policy merely reads it
 * into use, which alone never carries marketing, research or transfer (rule 7). Null where it stands.
 */
export function whyVoid(
  { policy, profile }: InForce,
  code: string,
  operation: string,
  method: "signed" | "ticked" | "deemed",
): "other_basis" | "deemed" | null {
  const step = purpose(policy, code).operations.find((each) => each.code === operation)
  if (!step || !basis(profile, step.basis).withdrawable) return "other_basis"
  const passesOn = operation === "transfer" || operation === "cross_border"
  return method === "deemed" && (passesOn || isStop({ policy }, code, operation)) ? "deemed" : null
}

/** What the person did in the cabinet before the records came is no reason to leave them out: each has its own time. */
async function wereImported(ctx: Ctx, subjectId: string): Promise<boolean> {
  const events = await consentEventsOf(ctx, subjectId)
  return events.some(({ evidence }) => evidence !== null && evidence.words === undefined)
}
