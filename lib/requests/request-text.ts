import type { ConsentEvent } from "@/lib/consents/state"
import type { Locale } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { representativeIn } from "@/lib/letters/acting"
import { type Appealed, appealLetter } from "@/lib/letters/appeal-letter"
import { type Correction, correctionLetter } from "@/lib/letters/correction-letter"
import { erasureLetter } from "@/lib/letters/erasure-letter"
import type { EntryChannel, Letter, OperationCode, SignedLetterInput, Signing } from "@/lib/letters/letter"
import { requestLetter } from "@/lib/letters/request-letter"
import { liftLetter, restrictionLetter } from "@/lib/letters/restriction-letter"
import { type GivenConsent, withdrawalLetter } from "@/lib/letters/withdrawal-letter"
import type { SeenBy } from "@/lib/oversight/my-views"
import { askedOfView } from "@/lib/oversight/view-sentence"
import type { ActsBy } from "@/lib/people/mandates"
import type { InForce } from "@/lib/policy/editions"
import { category, purpose, right, textIn } from "@/lib/policy/lookup"
import { aboutTitles } from "@/lib/requests/authority"
import { asksName, isEffectScope, isReading, type PartScope } from "@/lib/requests/scope"
import type { Demanded } from "@/lib/requests/signing"
import { sentBySession } from "@/lib/requests/words-form"
import { sourceTitle } from "@/lib/sources/map-schema"

/** `by`: who writes for the person, if not they themselves. */
export type Writer = {
  name: string
  pin: string | null
  contact: string
  language: Locale
  signedAt: Date
  /** They have nothing to sign with but the way they came in. */
  bySession?: boolean
  by?: ActsBy | null
}

/** The letter a person signs for this scope, in their language: what rules 1–4 and the right ask it to contain. */
export function requestText(
  inForce: InForce,
  writer: Writer,
  scope: PartScope,
  extra: {
    consents?: readonly ConsentEvent[]
    correction?: Correction
    attachments?: readonly string[]
    onPaper?: boolean
    /** Entered by staff: by which channel, on which day, and whether the person has a cabinet to read the answer in. */
    registered?: { channel: EntryChannel; enteredOn: string; hasCabinet: boolean }
    /** The person's own, where the right is answered in words. */
    words?: string
    /** The request whose restriction is to end. */
    lift?: { number: string; receivedOn: string }
    /** The view of the person's data a question is about. */
    seen?: Pick<SeenBy, "role" | "unit" | "categories" | "request" | "at">
    /** What a claim demands. */
    demanded?: Demanded
    /** The decision this letter is an appeal against. */
    appealed?: Appealed
  },
): Letter {
  const { registered, onPaper } = extra
  const signing: Signing = registered
    ? { method: "registered", channel: registered.channel, enteredOn: registered.enteredOn }
    : onPaper
      ? { method: "paper" }
      : signingOf(inForce, writer, scope)
  const input: SignedLetterInput = {
    ...signedInput(inForce, writer, signing),
    ...(registered && !registered.hasCabinet ? { answerChannel: { kind: "visit" } } : {}),
  }
  // What is answered in words quotes them as what is asked; elsewhere they stand beside it.
  const beside = extra.words ? { words: extra.words } : {}
  if (scope.right === "withdrawal") {
    return withdrawalLetter({
      ...input,
      ...beside,
      consents: given(inForce, writer.language, scope.purposes, extra.consents ?? []),
    })
  }
  if (extra.appealed) return appealLetter({ ...input, ...beside, appealed: extra.appealed })
  if (extra.lift) return liftLetter({ ...input, ...extra.lift })
  if (scope.right === "erasure" || scope.right === "restriction") {
    const all = scope.categories.length === inForce.policy.categories.length
    const titles = scope.categories.map((code) =>
      textIn(category(inForce.policy, code).title, writer.language),
    )
    const asked = { ...input, ...beside, scope: all ? ("everything" as const) : { categories: titles } }
    if (scope.right === "erasure") return erasureLetter(asked)
    return restrictionLetter({ ...asked, ...(scope.until ? { until: scope.until } : {}) })
  }
  if (isReading(scope)) {
    const promised = right(inForce.policy, scope.right)
    const all = scope.categories.length === inForce.policy.categories.length
    const service = promised.services?.find(({ code }) => code === scope.service)
    const about = all ? [] : scope.categories.map((code) => category(inForce.policy, code).title)
    return requestLetter({
      ...input,
      right: textIn(promised.title, writer.language),
      about: about.map((title) => textIn(title, writer.language)),
      ...(service ? { service: textIn(service.title, writer.language) } : {}),
      ...(extra.words ? { words: extra.words } : {}),
    })
  }
  if ("about" in scope) {
    return requestLetter({
      ...input,
      right: textIn(right(inForce.policy, scope.right).title, writer.language),
      about: [
        ...aboutTitles(inForce, scope, writer.language),
        ...(extra.seen ? askedOfView(inForce.policy, extra.seen, asksName(scope), writer.language) : []),
      ],
      ...(extra.words ? { words: extra.words } : {}),
      ...(extra.demanded ? { demanded: extra.demanded } : {}),
    })
  }
  if (isEffectScope(scope)) {
    return requestLetter({
      ...input,
      ...beside,
      right: textIn(right(inForce.policy, scope.right).title, writer.language),
      takenBack: scope.back === true,
    })
  }
  return correctionLetter({
    ...input,
    corrections: extra.correction ? [extra.correction] : [],
    attachments: extra.attachments ?? [],
  })
}

export function organisationIn(inForce: Pick<InForce, "policy">, language: Locale) {
  const { legalName, address, dataProtection } = inForce.policy.organisation
  return {
    name: textIn(legalName, language),
    address: textIn(address, language),
    dataProtection: {
      title: textIn(dataProtection.title, language),
      email: dataProtection.email,
      phone: dataProtection.phone,
      address: textIn(dataProtection.address, language),
    },
  }
}

const ALWAYS_SIGNED = ["withdrawal", "erasure", "restriction"] as const

/** A withdrawal, an erasure and a restriction are always signed; of the rest the policy says whether being signed in is enough. */
function signingOf(inForce: InForce, { language, bySession }: Writer, scope: PartScope): Signing {
  if (bySession) return { method: "session" }
  const isAlwaysSigned = ALWAYS_SIGNED.some((each) => each === scope.right)
  if (!isAlwaysSigned && sentBySession(inForce, scope.right)) return { method: "session" }
  const { passwordAccepted, undertaking } = inForce.policy.signing
  // What is handed over into the cabinet asks for the password as proof of who it is, not for a signature.
  if (isReading(scope) && !passwordAccepted) return { method: "session" }
  return passwordAccepted
    ? { method: "password", undertaking: textIn(undertaking, language) }
    : { method: "paper" }
}

function signedInput(inForce: InForce, writer: Writer, signing: Signing): SignedLetterInput {
  const { language, name, pin, contact } = writer
  const { organisation } = inForce.policy
  return {
    language,
    organisation: organisationIn(inForce, language),
    person: { name, pin, contact },
    ...(writer.by ? { representative: representativeIn(writer.by, language) } : {}),
    answerChannel: { kind: "cabinet" },
    signedOn: dayIn(writer.signedAt, organisation.timezone),
    signing,
  }
}

/** One row per purpose: its operations, when and how consent was last given, under which edition, ended since or not. */
function given(
  inForce: InForce,
  language: Locale,
  purposes: readonly { purpose: string; operations: readonly string[] }[],
  events: readonly ConsentEvent[],
): GivenConsent[] {
  return purposes.map(({ purpose: code, operations }) => {
    const event = events.findLast(
      (each) => each.event === "given" && each.purpose === code && operations.includes(each.operation),
    )
    const zone = inForce.policy.organisation.timezone
    return {
      purpose: textIn(purpose(inForce.policy, code).title, language),
      operations: operations as OperationCode[],
      method: givenBy(event),
      givenOn: event ? dayIn(event.at, zone) : null,
      edition: event?.edition ? String(event.edition) : (event?.evidence?.edition ?? null),
      ...(event?.evidence ? { evidence: nameOfSource(inForce, event.evidence.source, language) } : {}),
    }
  })
}

/** How consent was given; by the other methods none ever is. */
const givenBy = (event: ConsentEvent | undefined): GivenConsent["method"] => {
  const method = event?.method
  return method === "signed" || method === "ticked" || method === "deemed" ? method : "imported"
}

function nameOfSource({ dataMap }: InForce, source: string, language: Locale): string {
  const known = sourceTitle(dataMap, source)
  return known ? textIn(known, language) : source
}
