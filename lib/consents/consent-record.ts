import { randomUUID } from "node:crypto"
import { and, eq } from "drizzle-orm"
import { subjects } from "@/db/schema/people"
import { policyEditions } from "@/db/schema/policy"
import { type ConsentEvent, consentEventsOf, presentConsents } from "@/lib/consents/state"
import { recipientsOf } from "@/lib/consents/words"
import { asSigned, type Ctx, type House, type Locale, type Signed, type SubjectActor } from "@/lib/context"
import { NotFound } from "@/lib/errors"
import type { ConsentEventKind, ConsentMethod } from "@/lib/letters/letter"
import { type InForce, inForce as inForceNow, policyOfEdition } from "@/lib/policy/editions"
import { basis, categoriesOf, recipient, retentionRule } from "@/lib/policy/lookup"
import type { Policy, Purpose, PurposeOperation } from "@/lib/policy/schema"
import { refuseOutsideMandate } from "@/lib/requests/asker"

/** The profile of ISO/IEC TS 27560:2023 by the W3C's data privacy vocabulary. */
const PROFILE = "https://w3id.org/dpv/schema/dpv-27560#record"

const CONTEXT = {
  dpv: "https://w3id.org/dpv#",
  dct: "http://purl.org/dc/terms/",
  xsd: "http://www.w3.org/2001/XMLSchema#",
}

const STATUS: Record<ConsentEventKind, string> = {
  asked: "dpv:ConsentRequested",
  given: "dpv:ConsentGiven",
  refused: "dpv:ConsentRefused",
  withdrawn: "dpv:ConsentWithdrawn",
  expired: "dpv:ConsentExpired",
  invalid: "dpv:ConsentInvalidated",
}

/** Which kind of consent: a signature and a tick are explicit acts; what the policy reads into use is implied. */
const TYPE: Record<ConsentMethod, string> = {
  signed: "dpv:ExplicitlyExpressedConsent",
  ticked: "dpv:ExplicitlyExpressedConsent",
  link: "dpv:ExplicitlyExpressedConsent",
  sms: "dpv:ExplicitlyExpressedConsent",
  registered: "dpv:ExplicitlyExpressedConsent",
  imported: "dpv:InformedConsent",
  deemed: "dpv:ImpliedConsent",
  system: "dpv:Consent",
}

const PROCESSING: Record<PurposeOperation["code"], string> = {
  collect: "dpv:Collect",
  use: "dpv:Use",
  store: "dpv:Store",
  transfer: "dpv:Transfer",
  cross_border: "dpv:CrossBorderTransfer",
}

/**
 * One consent of the person's, a purpose with all its events, as a record of ISO/IEC TS 27560 in JSON-LD: header,
 * processing, parties, events. Made of the edition it was last given under, else of the one in force; words are in
 * `language`. Throws NotFound for a purpose that rests on no consent, Forbidden as consentReceipt does.
 */
export async function consentRecord(ctx: Ctx<SubjectActor>, code: string, language: Locale): Promise<object> {
  const inForce = await inForceNow(ctx.db)
  refuseOutsideMandate(inForce.policy, ctx.actor, "withdrawal")
  const events = (await consentEventsOf(ctx, ctx.actor.subjectId)).filter((event) => event.purpose === code)
  const { policy, number } = await agreedUnder(ctx, inForce, events)
  const wanted = policy.purposes.find((each) => each.code === code)
  if (!wanted?.withdrawable || events.length === 0) throw new NotFound()
  const subject = await referenceOf(ctx)
  const id = `${subject}:${code}`
  const say = (text: Record<Locale, string>) => text[language]
  return {
    "@context": CONTEXT,
    "@id": `urn:consent:${id}`,
    "@type": "dpv:ConsentRecord",
    "dct:conformsTo": PROFILE,
    "dct:identifier": id,
    "dct:created": events[0]?.at.toISOString(),
    "dct:modified": events.at(-1)?.at.toISOString(),
    "dpv:hasDataSubject": { "@type": "dpv:DataSubject", "dct:identifier": subject },
    "dpv:hasDataController": controllerOf(policy, say),
    "dpv:hasJurisdiction": { "@type": "dpv:Jurisdiction", "dct:title": say(inForce.profile.title) },
    "dpv:hasLegalBasis": say(basis(inForce.profile, wanted.basis).title),
    "dpv:hasNotice": {
      "@type": "dpv:ConsentNotice",
      "@id": `${ctx.appUrl}/policy/${number}`,
      "dct:language": [...new Set(events.map((event) => event.language))],
    },
    "dpv:hasConsentControl": {
      "@type": "dpv:WithdrawConsent",
      "@id": `${ctx.appUrl}/cabinet/consents#${code}`,
    },
    "dpv:hasProcess": processOf(policy, wanted, say),
    "dpv:hasConsentStatus": [...presentConsents(events).values()].map((event) => ({
      "@type": STATUS[event.event],
      "dpv:hasProcessing": processingOf(event.operation),
    })),
    "dpv:hasRecordOfActivity": events.map((event) => eventOf(event, wanted, subject)),
  }
}

type Say = (text: Record<Locale, string>) => string

// Rows name operations as text; the policy's own list is the closed one.
const processingOf = (operation: string): string => PROCESSING[operation as PurposeOperation["code"]]

const controllerOf = ({ organisation }: Policy, say: Say) => ({
  "@type": "dpv:DataController",
  "@id": organisation.site,
  "dct:identifier": organisation.site,
  "dpv:hasName": say(organisation.legalName),
  "dpv:hasAddress": say(organisation.address),
  "dpv:hasContact": [organisation.dataProtection.email, organisation.dataProtection.phone],
})

/** What the consent covers. The data lie in the organisation's own systems, so its address is where they are stored. */
function processOf(policy: Policy, wanted: Purpose, say: Say) {
  const recipients = new Set(wanted.operations.flatMap(({ code }) => recipientsOf(policy, wanted.code, code)))
  return {
    "@type": "dpv:Process",
    "dpv:hasPurpose": {
      "@type": "dpv:Purpose",
      "dct:identifier": wanted.code,
      "dct:title": say(wanted.title),
      "dct:description": say(wanted.description),
    },
    "dpv:hasProcessing": wanted.operations.map(({ code }) => PROCESSING[code]),
    "dpv:hasPersonalData": categoriesOf(policy, wanted.code).map((category) => ({
      "@type": category.sensitivity === "special" ? "dpv:SensitivePersonalData" : "dpv:PersonalData",
      "dct:identifier": category.code,
      "dct:title": say(category.title),
      "dpv:hasNecessity": category.mandatory ? "dpv:Required" : "dpv:Optional",
      "dpv:hasStorageCondition": {
        "@type": "dpv:StorageDuration",
        "dct:description": say(retentionRule(policy, category.code).title),
      },
    })),
    "dpv:hasStorageCondition": [
      { "@type": "dpv:StorageLocation", "dpv:hasLocation": say(policy.organisation.address) },
    ],
    "dpv:hasRecipient": [...recipients].map((code) => ({
      "@type": "dpv:ThirdParty",
      "dct:identifier": code,
      "dpv:hasName": say(recipient(policy, code).title),
    })),
  }
}

function eventOf(event: ConsentEvent, wanted: Purpose, subject: string) {
  const byOrganisation = event.method === "system" || event.method === "imported" || event.event === "asked"
  const { expiresOn } = wanted
  return {
    "@type": "dpv:Consent",
    "dct:identifier": event.id,
    "dct:date": { "@type": "xsd:dateTime", "@value": event.at.toISOString() },
    "dct:valid": expiresOn && "fact" in expiresOn ? `until ${expiresOn.fact}` : "until withdrawn",
    "dpv:hasConsentStatus": STATUS[event.event],
    "dpv:hasLegalBasis": TYPE[event.method],
    "dpv:hasIndicationMethod": event.method,
    "dpv:hasProcessing": processingOf(event.operation),
    "dpv:isImplementedByEntity": byOrganisation ? "controller" : subject,
    "dct:language": event.language,
  }
}

/** The edition of the last consent given, else the one in force. */
async function agreedUnder(ctx: Ctx, inForce: InForce, events: readonly ConsentEvent[]) {
  const number = events.findLast(({ event, edition }) => event === "given" && edition !== null)?.edition
  if (!number || number === inForce.edition.number)
    return { policy: inForce.policy, number: inForce.edition.number }
  const { id, policy, number: column } = policyEditions
  const [row] = await ctx.db
    .select({ id })
    .from(policyEditions)
    .where(and(eq(policy, inForce.policy.code), eq(column, number)))
  return row
    ? { policy: await policyOfEdition(ctx.db, row.id), number }
    : { policy: inForce.policy, number: inForce.edition.number }
}

/** The person's reference as the ledger has it: it means nothing elsewhere. */
async function referenceOf(ctx: Ctx<SubjectActor>): Promise<string> {
  const [row] = await ctx.db
    .select({ ref: subjects.ledgerRef })
    .from(subjects)
    .where(eq(subjects.id, ctx.actor.subjectId))
  if (!row) throw new NotFound()
  return row.ref
}

/** The record as a file. Throws NotFound as consentRecord does. */
export async function consentRecordFile(house: House, signed: Signed<SubjectActor>, code: string) {
  const record = await asSigned(house, signed, randomUUID(), (ctx) =>
    consentRecord(ctx, code, signed.actor.locale),
  )
  return { name: `consent-${code}`, body: `${JSON.stringify(record, null, 2)}\n` }
}
