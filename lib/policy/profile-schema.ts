import { z } from "zod"
import { Ground, RightCode } from "@/lib/policy/rights-schema"
import { Cites, Code, Confidence, LawCode, Period, Term, Text } from "@/lib/policy/text-schema"

/** A law or one of its articles, as letters cite it. */
export const Law = z.strictObject({
  code: LawCode,
  act: Text,
  article: z.string().optional(),
  title: Text,
  inForce: z.strictObject({ from: z.iso.date(), to: z.iso.date().optional() }),
  confidence: Confidence,
  url: z.url().optional(),
})
export type Law = z.infer<typeof Law>

/** A legal basis of processing. Objection is offered only where `objectable`. */
export const Basis = z.strictObject({
  code: Code,
  title: Text,
  cites: Cites,
  withdrawable: z.boolean(),
  objectable: z.boolean(),
})
export type Basis = z.infer<typeof Basis>

/**
 * The statutory term of a right. `extension` exists only where the law has one: once, inside the term,
 * with a reason; without `max` the notice itself names the new date.
 */
export const ProfileRight = z.strictObject({
  code: RightCode,
  title: Text,
  term: Term,
  extension: z.strictObject({ max: Term.optional(), cites: Cites, text: Text }).optional(),
  cites: Cites,
  confidence: Confidence,
})
export type ProfileRight = z.infer<typeof ProfileRight>

/** A term that is not a right's: an authority's request, registration of a letter, notice of a new edition. */
const OtherTerm = z.strictObject({
  code: Code,
  title: Text,
  term: Term,
  cites: Cites,
  confidence: Confidence,
})

/** Whom a breach is told to by law, and within what term from the day it was found. */
const BreachDuty = z.strictObject({
  code: Code,
  whom: z.enum(["people", "authority"]),
  title: Text,
  term: Term,
  cites: Cites,
  confidence: Confidence,
})
export type BreachDuty = z.infer<typeof BreachDuty>

/** How days are counted. All four are settings, not statements of a source, while `confidence` is assumed. */
const Clock = z.strictObject({
  firstDay: z.enum(["next_day", "same_day"]),
  rollsToWorkingDay: z.boolean(),
  closingHourCounts: z.boolean(),
  pausesForProof: z.boolean(),
  confidence: Confidence,
})
export type Clock = z.infer<typeof Clock>

/**
 * Where a person turns against a decision. `here`: the appeal in this portal, answered within the term of a complaint;
 * `readyComplaint`: the body to which the portal writes a complaint for them, with the facts of their file.
 */
const RouteStep = z.strictObject({
  code: Code,
  title: Text,
  description: Text,
  here: z.literal(true).optional(),
  readyComplaint: z.literal(true).optional(),
  address: Text.optional(),
  site: z.url().optional(),
  cites: Cites,
})

export type RouteStep = z.infer<typeof RouteStep>

const Sanction = z.strictObject({ code: Code, cites: Cites, text: Text, confidence: Confidence })

/** Law citations, statutory terms, counting rules and grounds of one legal regime: `policies/profiles/*.yaml`. */
/** How often what is kept beyond its time is looked for; without it, only when staff begin to. */
const Retention = z.strictObject({ sweepEvery: Period, cites: Cites, confidence: Confidence })

export const Profile = z.strictObject({
  code: z.string().regex(/^[A-Z]{2,4}-\d{2,4}$|^GDPR$/, "must be a profile's code such as KG-2026"),
  title: Text,
  inForce: z.strictObject({ from: z.iso.date(), to: z.iso.date().optional() }),
  laws: z.array(Law).min(1),
  bases: z.array(Basis).min(1),
  rights: z.array(ProfileRight).min(1),
  otherTerms: z.array(OtherTerm),
  breachDuties: z.array(BreachDuty).min(1).optional(),
  clock: Clock,
  grounds: z.array(Ground),
  complaintRoute: z.array(RouteStep).min(1),
  retention: Retention.optional(),
  sanctions: z.array(Sanction),
})
export type Profile = z.infer<typeof Profile>
