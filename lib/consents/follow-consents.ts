import { type ConsentEvent, consentEventsOf, presentConsents } from "@/lib/consents/state"
import { suppressByConsents } from "@/lib/consents/suppress"
import { asWorker } from "@/lib/context"
import type { OpenHouse } from "@/lib/house"
import { identitiesOf } from "@/lib/people/identities"
import { inForce } from "@/lib/policy/editions"
import { groupBy } from "@/lib/sources/group"
import type { Wanted } from "@/lib/sources/operation"

/**
 * Brings the list of contacts not to be written to and the sources to what the person said outside any request: consent
 * given by a button is allowed there, and what they ended from a message stops. Looks again
 * afterwards, since they may have changed their mind meanwhile; then it throws, to be tried anew, as it does when a source
 * does not answer. Safe to run again: what is so already stays so.
 */
export async function followConsents(house: OpenHouse, subjectId: string): Promise<void> {
  const read = () =>
    asWorker(house, "follow-consents", { subject: subjectId }, async (ctx) => ({
      wanted: wantedOf(await consentEventsOf(ctx, subjectId)),
      held: await inForce(ctx.db),
      identities: await identitiesOf(ctx, subjectId),
    }))
  const { wanted, held, identities } = await read()
  await suppressByConsents(house, subjectId)
  const sources = house.sourcesOf(held)
  for (const [name, identifiers] of identities) {
    if (name === "*" || wanted.length === 0) continue
    const source = sources.of(name)
    const { operations } = await source.plan(identifiers, wanted)
    const answer = await source.applyAll(operations, `consents:${subjectId}:${JSON.stringify(wanted)}`)
    if (answer.state === "changed") throw new Error("a source changed while consents were followed")
    const found = await source.verify(identifiers, operations)
    if (!found.held) throw new Error("a source does not follow the consents given")
  }
  if (JSON.stringify((await read()).wanted) !== JSON.stringify(wanted))
    throw new Error("the consents changed while they were followed")
}

/** By these the person spoke without a request that carries it out. */
const isOwnWord = ({ event, method }: ConsentEvent): boolean =>
  event === "given" ? method === "ticked" : event === "withdrawn" && (method === "link" || method === "sms")

/** Of every operation the person ever gave or ended so: allowed while consent to it holds, stopped once it does not. */
function wantedOf(events: readonly ConsentEvent[]): Wanted[] {
  const own = new Set(events.filter(isOwnWord).map(({ purpose, operation }) => `${purpose}/${operation}`))
  const said = [...presentConsents(events)].flatMap(([name, { purpose, operation, event }]) =>
    own.has(name)
      ? [{ purpose, operation, op: event === "given" ? ("allow" as const) : ("stop" as const) }]
      : [],
  )
  return [...groupBy(said, ({ purpose, op }) => `${purpose} ${op}`).values()].flatMap((of) => {
    const [first] = of
    return first
      ? [{ op: first.op, purpose: first.purpose, operations: of.map(({ operation }) => operation).sort() }]
      : []
  })
}
