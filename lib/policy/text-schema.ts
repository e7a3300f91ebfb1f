import { z } from "zod"

/** The languages every text of a policy, profile or calendar is written in. */
export const LOCALES = ["ky", "ru", "en"] as const
export type Locale = (typeof LOCALES)[number]

const words = z.string().trim().min(1)

/** A text a person reads: Kyrgyz, Russian and English, none of them empty. */
export const Text = z.strictObject({ ky: words, ru: words, en: words })
export type Text = z.infer<typeof Text>

/** Codes of categories, purposes, rights and the like: `residence_address`. */
export const Code = z.string().regex(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/, "must be a code in snake_case")

/** Codes of grounds: `AML_5Y`. */
export const GroundCode = z
  .string()
  .regex(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/, "must be a ground's code in capitals, such as AML_5Y")

/** Codes of law citations in the legal profile: `DC_83`. */
export const LawCode = z
  .string()
  .regex(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/, "must be a law's code in capitals, such as DC_83")

/** A fact the data map can be asked for: `obligations.performed`. */
export const FactCode = z
  .string()
  .regex(/^[a-z][a-z_]*\.[a-z][a-z_]*$/, "must be a fact's code such as obligations.performed")

/** A place in the policy's text: `6.4(3)`, or `P(5)` for the fifth sentence of the preamble. */
export const Clause = z
  .string('must be a clause in quotes, such as "6.4(3)"')
  .regex(/^(P|\d+(\.\d+)*)(\(\d+\))?$/, 'must be a clause such as "6.4(3)", or "P(5)" for the preamble')

/** An ISO 8601 period of years, months or days: `P5Y`. */
export const Period = z
  .string()
  .regex(/^P[1-9]\d*[YMD]$/, "must be an ISO 8601 period such as P5Y, P6M or P30D")

/** How well a statement of law or of the policy is known; `assumed` waits for the organisation's lawyer. */
export const Confidence = z.enum(["stated", "primary", "secondary", "assumed"])

/**
 * Where a statement comes from: a clause of the policy, an article of the legal profile, or both.
 * `reconstructed`: the clause's text is garbled and this is its reading; `absent`: the policy is silent
 * and the nearest clause or article is cited.
 */
export const Citation = z
  .strictObject({
    clause: Clause.optional(),
    law: LawCode.optional(),
    status: z.enum(["reconstructed", "absent"]).optional(),
    assumed: z.boolean().optional(),
    note: Text.optional(),
  })
  .refine((citation) => citation.clause !== undefined || citation.law !== undefined, {
    error: 'must cite something: add "clause" or "law"',
  })
export type Citation = z.infer<typeof Citation>

export const Cites = z.array(Citation).min(1, 'must cite at least one "clause" or "law"')

/** What stays on record until it is closed; `open_case` is another part, appeal or complaint on the same data. */
export const RecordKind = z.enum(["hold", "claim", "authority_request", "open_case"])

/** Dates the portal knows by itself. `item_recorded` is the date of the item in its source. */
export const EventCode = z.enum(["item_recorded", "consent_withdrawn", "request_closed"])

/** A moment: when a fact took the value `is`, when an event happened, or when a record ends; `plus` a period. */
export const Moment = z.union(
  [
    z.strictObject({ fact: FactCode, is: z.boolean(), plus: Period.optional() }),
    z.strictObject({ event: EventCode, plus: Period.optional() }),
    z.strictObject({ record: RecordKind }),
  ],
  { error: 'must be a moment: "fact" and "is", or "event", each with an optional "plus"; or "record"' },
)
export type Moment = z.infer<typeof Moment>

/**
 * When a ground holds: while a fact has a value, while a record is open, or when staff so decide and say why.
 * A fact that is unknown settles nothing: a person decides.
 */
export const Condition = z.union(
  [
    z.strictObject({ fact: FactCode, is: z.boolean() }),
    z.strictObject({ record: RecordKind }),
    z.strictObject({ decision: z.literal("staff") }),
  ],
  { error: 'must be a condition: "fact" and "is", or "record", or "decision: staff"' },
)
export type Condition = z.infer<typeof Condition>

export const OperationCode = z.enum(["collect", "use", "store", "transfer", "cross_border"])
export type OperationCode = z.infer<typeof OperationCode>

/** A statutory or promised length of time. `0` means from the moment of receipt. */
export const Term = z.strictObject({
  n: z.int().min(1).max(3650),
  unit: z.enum(["working_days", "calendar_days", "months"]),
})
export type Term = z.infer<typeof Term>
