import { randomUUID } from "node:crypto"
import { sql } from "drizzle-orm"
import { searchTerms, sourceIdentities, subjects } from "@/db/schema/people"
import { asSigned, type Ctx, type Signed, type StaffActor } from "@/lib/context"
import { Forbidden, Invalid, type MessageRef } from "@/lib/errors"
import type { OpenHouse } from "@/lib/house"
import { record } from "@/lib/ledger/record"
import { enqueueJob } from "@/lib/notices/enqueue"
import { normalLogin, normalPin } from "@/lib/people/identifiers"
import { identityHash, type KnownAs, sealIdentity } from "@/lib/people/new-account"
import { NAME_KIND, nameIn } from "@/lib/people/person-name"
import { may } from "@/lib/permissions"
import { inForce } from "@/lib/policy/editions"
import type { Connector } from "@/lib/sources/connector"

/** The document was seen at a desk: more than a code to a contact on file shows. */
const DOCUMENT_SEEN = 3
const SHORTEST_REASON = 10
const LONGEST = 200

export type Sought = { by: string; value: string; reason: string }
export type Found = { knownAs: KnownAs[]; name: string; reason: string } | null

/**
 * Looks somebody up in the organisation's systems by PIN or customer number, for a reason given. Null where no system
 * knows them. Throws Forbidden, Invalid beside `by`, `value` or `reason`.
 */
export async function seekPerson(
  house: OpenHouse,
  signed: Signed<StaffActor>,
  sought: Sought,
): Promise<Found> {
  const underlying = await asSigned(house, signed, randomUUID(), (ctx) => {
    if (!may(ctx.actor, "person.add")) throw new Forbidden()
    return inForce(ctx.db)
  })
  const fields: Record<string, MessageRef> = {}
  const isPin = sought.by === "pin"
  const value = isPin ? normalPin(sought.value) : /^[\w-]{1,40}$/.exec(sought.value.trim())?.[0]
  if (!isPin && sought.by !== "customer") fields.by = { code: "choose_one" }
  if (!value) fields.value = { code: isPin ? "pin_shape" : "required" }
  const reason = reasonIn(fields, sought.reason)
  if (Object.keys(fields).length > 0 || !value) throw new Invalid(fields)
  const sources = house.sourcesOf(underlying)
  const knownAs: KnownAs[] = []
  let name = ""
  for (const source of sources.all()) {
    for (const key of await source.find(isPin ? "pin" : source.subjectKind, value)) {
      knownAs.push(
        { source: source.name, kind: source.subjectKind, value: key },
        ...(await ownOf(source, key)),
      )
      name ||= (await nameIn(sources, source.name, [{ kind: source.subjectKind, value: key }])) ?? ""
    }
  }
  return knownAs.length > 0 ? { knownAs: distinct(knownAs), name, reason } : null
}

/** The PIN and contacts a source has of one of its people. */
export const ownOf = async (source: Connector, key: string): Promise<KnownAs[]> =>
  (await source.identify(key))
    .filter(({ kind }) => kind === "pin" || kind === "phone" || kind === "email")
    .map((each) => ({ source: "*", ...each }))

const distinct = (all: readonly KnownAs[]) => [
  ...new Map(all.map((each) => [`${each.source}|${each.kind}|${each.value}`, each])).values(),
]

function reasonIn(fields: Record<string, MessageRef>, typed: string): string {
  const reason = typed.trim()
  if (reason.length < SHORTEST_REASON)
    fields.reason = { code: "reason_short", values: { min: SHORTEST_REASON } }
  return reason
}

/** Adds whom the systems know, or finds who they are in the portal already. Returns the person's id, null for nobody. */
export async function addFound(ctx: Ctx<StaffActor>, found: Found): Promise<string | null> {
  if (!may(ctx.actor, "person.add")) throw new Forbidden()
  if (!found) return null
  const hashes = found.knownAs
    .filter(({ source }) => source !== "*")
    .map((known) => sql`${identityHash(ctx.vault, known)}`)
  const { rows } = await ctx.db.execute<{ id: string }>(
    sql`select id from guard.subject_known_as(array[${sql.join(hashes, sql`, `)}]::bytea[])`,
  )
  const known = rows[0]?.id
  if (known) return known
  const id = await add(ctx, found)
  await enqueueJob(ctx, "import-consents", { subject: id })
  return id
}

export type Unknown = { name: string; contact: string; pin: string; reason: string }

/**
 * Adds somebody no system knows, by the name and contact they gave with their document, so that what they ask can be
 * registered and answered (rule 19). Throws Forbidden, Invalid beside `name`, `contact`, `pin`, `reason`.
 */
export async function addUnknown(ctx: Ctx<StaffActor>, typed: Unknown): Promise<string> {
  if (!may(ctx.actor, "person.add")) throw new Forbidden()
  const fields: Record<string, MessageRef> = {}
  const name = typed.name.trim()
  const contact = normalLogin(typed.contact)
  const pin = typed.pin.trim() ? normalPin(typed.pin) : ""
  if (!name) fields.name = { code: "required" }
  else if (name.length > LONGEST) fields.name = { code: "too_long", values: { max: LONGEST } }
  if (!contact) fields.contact = { code: "contact_shape" }
  if (pin === null) fields.pin = { code: "pin_shape" }
  const reason = reasonIn(fields, typed.reason)
  if (Object.keys(fields).length > 0 || !contact) throw new Invalid(fields)
  const knownAs = [
    { source: "*", kind: NAME_KIND, value: name },
    { source: "*", ...contact },
    ...(pin ? [{ source: "*", kind: "pin", value: pin }] : []),
  ]
  return add(ctx, { knownAs, name, reason })
}

async function add(ctx: Ctx<StaffActor>, { knownAs, name, reason }: NonNullable<Found>): Promise<string> {
  const subjectId = randomUUID()
  const { identities, terms } = await sealIdentity(ctx.vault, subjectId, { logins: [], knownAs, name })
  const bytes = (hex: string) => Buffer.from(hex, "hex")
  await ctx.db.insert(subjects).values({ id: subjectId })
  await ctx.db.insert(sourceIdentities).values(
    identities.map(({ hash, value, ...rest }) => ({
      ...rest,
      ...{ subjectId, hash: bytes(hash), value: bytes(value), proofLevel: DOCUMENT_SEEN, since: ctx.now },
    })),
  )
  await ctx.db.insert(searchTerms).values(terms.map((term) => ({ subjectId, hash: bytes(term) })))
  await record(ctx, "person.added", {
    subjectId,
    object: subjectId,
    payload: { reason, sources: knownAs.map(({ source }) => source) },
  })
  return subjectId
}
