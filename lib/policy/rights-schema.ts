import { z } from "zod"
import {
  Cites,
  Code,
  Condition,
  FactCode,
  GroundCode,
  Moment,
  OperationCode,
  Term,
  Text,
} from "@/lib/policy/text-schema"

/** The rights a person can use, and what a state body may ask of them; a policy names each with its source. */
export const RightCode = z.enum([
  "existence",
  "access",
  "copy",
  "portability",
  "rectification",
  "erasure",
  "restriction",
  "objection",
  "withdrawal",
  "automated_review",
  "human_only",
  "publication_refusal",
  "public_profile",
  "account_deletion",
  "identity_fraud",
  "child_data",
  "question",
  "complaint",
  "claim",
  "authority_request",
])
export type RightCode = z.infer<typeof RightCode>

/**
 * A coded, cited reason to keep, refuse or delay. It holds while `condition` holds and `until` has not passed.
 * Under a kept ground only `operations` may go on. `rights` are the rights it can answer: a ground without any
 * says how long data is kept and stops nobody's request. `secrecy`: it forbids to tell the person what it covers.
 * `dpv` is the justification's name in the W3C Data Privacy Vocabulary.
 */
export const Ground = z.strictObject({
  code: GroundCode,
  kind: z.enum(["keep", "refuse", "delay"]),
  cites: Cites,
  title: Text,
  description: Text,
  condition: Condition,
  until: Moment.optional(),
  operations: z.array(OperationCode),
  rights: z.array(RightCode),
  secrecy: z.literal(true).optional(),
  dpv: z.string().optional(),
})
export type Ground = z.infer<typeof Ground>

/** How long a category is kept: until the last of its grounds ends. */
export const RetentionRule = z.strictObject({
  code: Code,
  title: Text,
  cites: Cites,
  grounds: z.array(GroundCode).min(1, "must name at least one ground"),
})
export type RetentionRule = z.infer<typeof RetentionRule>

const Scalar = z.union([z.string().min(1), z.number(), z.boolean()])

const TermSource = z.union(
  [
    z.strictObject({ from: z.literal("profile") }),
    z.strictObject({ n: Term.shape.n, unit: Term.shape.unit, cites: Cites }),
  ],
  { error: 'must be a term: "from: profile", or "n", "unit" and "cites"' },
)

/** Who may use a right: see `lib/requests` for what each of them has to prove. */
export const Asker = z.enum([
  "subject",
  "representative",
  "guardian",
  "legal_entity",
  "contact_person",
  "heir",
  "authority",
])
export type Asker = z.infer<typeof Asker>

const Some = z.union([z.literal("all"), z.array(Code).min(1)])

/**
 * What a right changes in the sources. `sets`: fields that take a known value, and the one they have when the person
 * takes it back. `stops`: purposes that end, or all that can be withdrawn. `restricts`, `erases`: categories, or all.
 * `preserves`: the ground on which nothing is erased from then on. `tells`: who has to be told by staff, for which
 * purpose and on which transfer ground. `reviewed: after`: an officer does it at once, an approver looks afterwards.
 */
export const Effects = z.strictObject({
  sets: z
    .array(z.strictObject({ category: Code, field: Code, value: Scalar, back: Scalar.optional() }))
    .min(1)
    .optional(),
  stops: Some.optional(),
  restricts: Some.optional(),
  erases: Some.optional(),
  preserves: GroundCode.optional(),
  tells: z
    .array(z.strictObject({ recipient: Code, purpose: Code, ground: Code }))
    .min(1)
    .optional(),
  reviewed: z.literal("after").optional(),
})
export type Effects = z.infer<typeof Effects>

/** How sure it must be who asks: 1 by a contact the organisation had before, 2 by national sign-in, 3 seen by staff. */
export const Level = z.literal([1, 2, 3])
export type Level = z.infer<typeof Level>

/**
 * One right. `proof`: session (signed in), password (typed again), identity (checked by an officer).
 * `level`: how sure it must be who asks; where it is not said, `identity` wants 3 and the others nothing.
 * `atOnce`: the effect from the moment of receipt.
 * `effects`: what it changes by itself, where nothing has to be chosen. `continuesWhile`: grounds on which processing may go on.
 * `appeal`: steps of the profile's complaint route, in order.
 */
export const Right = z.strictObject({
  code: RightCode,
  kind: z.enum(["operation", "answer"]),
  cites: Cites,
  title: Text,
  description: Text,
  term: TermSource,
  proof: z.enum(["session", "password", "identity"]),
  level: Level.optional(),
  askedBy: z.array(Asker).min(1),
  selfService: z.boolean(),
  atOnce: z.enum(["restrict", "stop"]).optional(),
  continuesWhile: z.array(GroundCode),
  effects: Effects.optional(),
  appeal: z.array(Code).min(1),
  /** What the person is told before they sign, while a fact is true. */
  cautions: z
    .array(z.strictObject({ fact: FactCode, text: Text }))
    .min(1)
    .optional(),
  /** A claim names a sum and what is demanded; `cap`: up to which sum the policy answers, told beside the box. */
  demands: z.strictObject({ cap: z.strictObject({ text: Text, cites: Cites }).optional() }).optional(),
  /** Where portability may send the data directly. */
  services: z
    .array(z.strictObject({ code: Code, title: Text, cites: Cites }))
    .min(1)
    .optional(),
})
export type Right = z.infer<typeof Right>
