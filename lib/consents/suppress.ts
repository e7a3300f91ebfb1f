import { inArray, sql } from "drizzle-orm"
import { suppressions } from "@/db/schema/consents"
import { consentEventsOf, presentConsents } from "@/lib/consents/state"
import { asWorker, type Ctx } from "@/lib/context"
import { addMonths, dayIn, startOfDay } from "@/lib/deadlines/day"
import type { OpenHouse } from "@/lib/house"
import type { Vault } from "@/lib/keys/vault"
import { type Login, normalEmail, normalPhone } from "@/lib/people/identifiers"
import { identitiesOf, type KnownIn } from "@/lib/people/identities"
import { type InForce, inForce as inForceNow } from "@/lib/policy/editions"
import type { Policy, Purpose } from "@/lib/policy/schema"

/** Why a contact is on the list: its person took the consent back or let it end, said STOP, or was erased. */
export type SuppressionGround = "consent_ended" | "stop_answered" | "erased"

/** The purposes for which the organisation writes to people. */
export const messagePurposes = ({ policy }: Pick<InForce, "policy">): Purpose[] =>
  policy.purposes.filter(({ messages }) => messages === true)

/** The keyed hash of a contact for a purpose; nothing else is hashed so, and one purpose's tells nothing of another's. */
export const suppressionHash = (vault: Vault, purpose: string, contact: Login): Buffer =>
  vault.hash("suppression", `${purpose}\0${contact.kind}\0${contact.value}`)

/** When an entry made today ends, by the legal profile; null where it has no such term: then none is made. */
function endOf({ profile, policy }: InForce, now: Date): Date | null {
  const term = profile.otherTerms.find(({ code }) => code === "suppression")?.term
  if (term?.unit !== "months") return null
  const { timezone } = policy.organisation
  return startOfDay(addMonths(dayIn(now, timezone), term.n), timezone)
}

/** Puts contacts on the list for these purposes; one that is there already stays, to the later end. */
export async function suppress(
  ctx: Ctx,
  inForce: InForce,
  input: { contacts: readonly Login[]; purposes: readonly string[]; ground: SuppressionGround },
): Promise<void> {
  const until = endOf(inForce, ctx.now)
  const { contacts, purposes, ground } = input
  if (!until || contacts.length === 0 || purposes.length === 0) return
  const rows = purposes.flatMap((purpose) =>
    contacts.map((contact) => ({
      ...{ hash: suppressionHash(ctx.vault, purpose, contact), purpose, ground, until, at: ctx.now },
    })),
  )
  await ctx.db
    .insert(suppressions)
    .values(rows)
    .onConflictDoUpdate({
      target: suppressions.hash,
      set: { until: sql`greatest(${suppressions.until}, excluded.until)`, ground: sql`excluded.ground` },
    })
}

/** Whoever gives consent anew may be written to again. */
async function lift(ctx: Ctx, contacts: readonly Login[], purposes: readonly string[]): Promise<void> {
  const hashes = purposes.flatMap((purpose) =>
    contacts.map((contact) => suppressionHash(ctx.vault, purpose, contact)),
  )
  if (hashes.length > 0) await ctx.db.delete(suppressions).where(inArray(suppressions.hash, hashes))
}

/**
 * Brings the list to what the person's consents say: the contacts of whoever ended a purpose go on it, those of whoever
 * gave it again come off. What nothing was ever said about stays as it is. Safe to run again.
 */
export async function suppressByConsents(house: OpenHouse, subjectId: string): Promise<void> {
  const read = await asWorker(house, "suppress", { subject: subjectId }, async (ctx) => ({
    held: await inForceNow(ctx.db),
    identities: await identitiesOf(ctx, subjectId),
  }))
  const contacts = await contactsIn(house, read.held, read.identities)
  await asWorker(house, "suppress", { subject: subjectId }, async (ctx) => {
    const present = [...presentConsents(await consentEventsOf(ctx, subjectId)).values()]
    const said = (purpose: string) => present.filter((event) => event.purpose === purpose)
    const codes = messagePurposes(read.held).map(({ code }) => code)
    const given = codes.filter((code) => said(code).some(({ event }) => event === "given"))
    const ended = codes.filter(
      (code) =>
        !given.includes(code) && said(code).some(({ event }) => event === "withdrawn" || event === "expired"),
    )
    await lift(ctx, contacts, given)
    await suppress(ctx, read.held, { contacts, purposes: ended, ground: "consent_ended" })
  })
}

/** Every contact of a person: those the portal knows, and those the sources have on file. */
export async function contactsIn(house: OpenHouse, held: InForce, identities: KnownIn): Promise<Login[]> {
  const sources = house.sourcesOf(held)
  const onFile = [...identities].flatMap(([name, identifiers]) =>
    name === "*" || !(name in held.dataMap.sources)
      ? [Promise.resolve(identifiers)]
      : identifiers.map(({ value }) => sources.of(name).identify(value)),
  )
  const found = new Map<string, Login>()
  for (const { kind, value } of (await Promise.all(onFile)).flat()) {
    const contact = asContact(kind, value)
    if (contact) found.set(`${contact.kind} ${contact.value}`, contact)
  }
  return [...found.values()]
}

const asContact = (kind: string, value: string): Login | null => {
  const normal = kind === "phone" ? normalPhone(value) : kind === "email" ? normalEmail(value) : null
  return normal && (kind === "phone" || kind === "email") ? { kind, value: normal } : null
}

/** The contacts and purposes of these that are on the list now, as `suppressionHash` in hexadecimal. */
export async function suppressedAmong(ctx: Ctx, hashes: readonly Buffer[]): Promise<ReadonlySet<string>> {
  if (hashes.length === 0) return new Set()
  const rows = await ctx.db
    .select({ hash: suppressions.hash })
    .from(suppressions)
    .where(
      sql`${suppressions.hash} = any(${sql.param(hashes)}::bytea[]) and ${suppressions.until} > ${ctx.now.toISOString()}::timestamptz`,
    )
  return new Set(rows.map(({ hash }) => hash.toString("hex")))
}

/** The purposes for which one of these contacts is on the list now. */
export async function suppressedPurposes(
  ctx: Ctx,
  inForce: Pick<InForce, "policy">,
  contacts: readonly Login[],
): Promise<ReadonlySet<string>> {
  const asked = messagePurposes(inForce).flatMap(({ code }) =>
    contacts.map((contact) => ({ code, hash: suppressionHash(ctx.vault, code, contact) })),
  )
  const found = await suppressedAmong(
    ctx,
    asked.map(({ hash }) => hash),
  )
  return new Set(asked.flatMap(({ code, hash }) => (found.has(hash.toString("hex")) ? [code] : [])))
}

/** Forgets what has reached its end. */
export async function forgetSuppressions({ db }: Ctx): Promise<void> {
  await db.delete(suppressions).where(sql`${suppressions.until} <= now()`)
}

/** The categories that hold a contact of the person's own. */
export const contactCategories = ({ categories }: Pick<Policy, "categories">): ReadonlySet<string> =>
  new Set(
    categories.flatMap(({ code, thirdPerson, fields }) =>
      !thirdPerson && fields.some(({ type }) => type === "phone" || type === "email") ? [code] : [],
    ),
  )

/**
 * Reads the contacts of somebody about to be erased, while the sources still have them (rule 13). What it gives puts them on
 * the list, in a transaction of the worker's.
 */
export async function suppressingErased(
  house: OpenHouse,
  { inForce, identities }: { inForce: InForce; identities: KnownIn },
): Promise<(ctx: Ctx) => Promise<void>> {
  const contacts = await contactsIn(house, inForce, identities)
  const purposes = messagePurposes(inForce).map(({ code }) => code)
  return (ctx) => suppress(ctx, inForce, { contacts, purposes, ground: "erased" })
}

/** The same at once, where nothing else is to be kept with it. */
export async function suppressErased(
  house: OpenHouse,
  input: { inForce: InForce; identities: KnownIn; subjectId: string },
): Promise<void> {
  const listing = await suppressingErased(house, input)
  await asWorker(house, "suppress", { subject: input.subjectId }, listing)
}
