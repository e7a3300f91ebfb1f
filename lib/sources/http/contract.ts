import { z } from "zod"
import { Code, FactCode, OperationCode } from "@/lib/policy/text-schema"
import type { Json as JsonValue } from "../connector"

/**
 * What goes over the wire between the portal and a system that implements the source contract, version 1. Every question
 * is a POST to a path of its own (`/read`), so that no identifier stands in an address; `ask` and `answer` say the path
 * again inside the signed bytes, so that a signed question cannot be sent elsewhere, nor be given back as an answer.
 */
const Key = z.string().min(1).max(200).describe("The source's own key of one person.")
const Record = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,100}$/)
  .describe("Names one record for as long as it lives; holds no personal data, since it stands in addresses.")
const Digest = z.string().regex(/^[0-9a-f]{64}$/)
const Instant = z.iso.datetime({ offset: true })
// What is parsed of JSON is JSON by construction: it only has to be there.
const Json = z.custom<JsonValue>((value) => value !== undefined)
const Items = z.record(Code, z.int().min(0))

const Identifier = z.strictObject({ kind: Code, value: z.string().min(1).max(500) })
const Named = z.strictObject({ field: Code, record: Record })

const Wanted = z.discriminatedUnion("op", [
  z.strictObject({ op: z.enum(["erase", "keep"]), category: Code, items: z.array(Named).optional() }),
  z.strictObject({ op: z.enum(["restrict", "unrestrict"]), category: Code }),
  z.strictObject({
    ...{ op: z.literal("correct"), category: Code, field: Code, record: Record.optional() },
    value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
  }),
  z.strictObject({
    op: z.enum(["stop", "allow"]),
    purpose: Code,
    operations: z.array(OperationCode).optional(),
  }),
])

const Span = z
  .strictObject({ first: Record, last: Record, count: z.int().min(1).max(100_000) })
  .describe(
    "All records of the person in that place from the first to the last, both among them, in your order.",
  )

const Step = z.strictObject({
  subject: Key,
  op: z.enum(["erase", "keep", "restrict", "unrestrict", "correct", "stop", "allow"]),
  strategy: z.enum([
    "delete",
    "null",
    "fixed",
    "hash",
    "random_same_shape",
    "truncate_date",
    "set",
    "flag",
    "keep",
  ]),
  category: Code,
  purpose: Code.nullable(),
  fields: z.array(Code),
  records: z.array(Record).max(10_000),
  span: Span.optional().describe("Of a source with `spans`, in place of `records`, which are none then."),
  items: Items.describe("How many items it touches, by category; never a category that was not wanted."),
  place: z.string().min(1).max(200).describe("Where in the system it lies, for staff: cards.number"),
  before: Digest.describe("Changes whenever the data of these records does; the same data give the same."),
  after: Digest.nullable().describe(
    "The same of the data promised; null where the records go, or stay as they are.",
  ),
  values: z.record(Code, Json).nullable().describe("New values by field; null where none are written."),
})

const Item = z.strictObject({
  subject: Key,
  record: Record,
  category: Code,
  field: Code,
  value: Json.describe("Money as a decimal string; a scan as {bytes: N}, fetched by /binary."),
  by: Code.nullable().describe("Who gave it; null: as the data map says."),
  at: z.string().nullable(),
  recordedAt: Instant.nullable(),
})

/** What a source may leave out: verbs, and plans in pages whose steps name records by spans. */
export const ALSO = ["people", "touched", "spans", "rehearse"] as const

const About = {
  subject: Code,
  kinds: z.array(Code),
  categories: z.record(
    Code,
    z.strictObject({ fields: z.array(Code), can: z.array(z.enum(["erase", "correct", "restrict"])) }),
  ),
  purposes: z.record(Code, z.array(OperationCode)),
  facts: z.array(FactCode),
  also: z.array(z.enum(ALSO)),
}
const Person = z.strictObject({ key: Key, identifiers: z.array(Identifier), language: z.string().nullable() })
const Outcome = z.strictObject({ state: z.enum(["done", "already"]), rows: z.int().min(0), at: Instant })
const Change = {
  ask: { subjects: z.array(Key), steps: z.array(Step).min(1) },
  answer: {
    subjects: z.array(Key),
    outcome: z.discriminatedUnion("state", [
      z.strictObject({ state: z.literal("done"), results: z.array(Outcome) }),
      z.strictObject({
        ...{ state: z.literal("changed"), step: z.int().min(0) },
        ...{ rows: z.int().min(0), at: Instant },
      }),
    ]),
  },
}

/** Each verb: what is asked, and what is answered about the same person. */
export const CONTRACT = {
  about: { ask: {}, answer: About },
  find: { ask: Identifier.shape, answer: { keys: z.array(Key).max(1000) } },
  identify: { ask: { keys: z.array(Key).max(1000) }, answer: { people: z.array(Person) } },
  count: {
    ask: { subject: Key, categories: z.array(Code) },
    answer: {
      subject: Key,
      categories: z.array(
        z.strictObject({ category: Code, items: z.int().min(1), last: Instant.nullable() }),
      ),
    },
  },
  read: {
    ask: {
      ...{ subject: Key, categories: z.array(Code), limit: z.int().min(1).max(1000) },
      after: z.string().max(500).nullable().describe("`next` of the page before; it does not go stale."),
    },
    answer: {
      ...{ subject: Key, items: z.array(Item).max(1000), total: z.int().min(0) },
      next: z.string().min(1).max(500).nullable(),
    },
  },
  binary: {
    ask: {
      subject: Key,
      category: Code,
      ...Named.shape,
      from: z.int().min(0),
      most: z.int().min(1).max(1_000_000),
    },
    answer: {
      ...{ subject: Key, record: Record, from: z.int().min(0) },
      part: z
        .strictObject({
          ...{ total: z.int().min(0), data: z.base64(), mediaType: z.string().max(100).nullable() },
        })
        .nullable()
        .describe("null: not this person's, gone, or no bytes."),
    },
  },
  plan: {
    ask: {
      ...{ subject: Key, wanted: z.array(Wanted).max(1000) },
      after: z
        .string()
        .max(500)
        .nullable()
        .optional()
        .describe("Asked of a source with `spans` alone: null, then `next` of the page before."),
    },
    answer: {
      subject: Key,
      steps: z.array(Step),
      unplanned: z.array(
        z.strictObject({
          wanted: z.int().min(0),
          why: z
            .enum(["nothing_held", "not_mapped", "ambiguous", "needed", "already"])
            .describe("`already`: it is so. `needed`: what stays refers to it, of the categories in `by`."),
          by: z.array(Code).optional(),
        }),
      ),
      next: z.string().min(1).max(500).nullable().optional().describe("null on the last page."),
    },
  },
  apply: Change,
  rehearse: Change,
  verify: {
    ask: { subject: Key, steps: z.array(Step) },
    answer: {
      subject: Key,
      results: z.array(z.strictObject({ held: z.boolean(), found: z.int().min(0), at: Instant })),
    },
  },
  facts: {
    ask: { subject: Key, names: z.array(FactCode) },
    answer: {
      subject: Key,
      facts: z.array(
        z.strictObject({
          ...{ name: FactCode, value: z.boolean().nullable() },
          ...{ since: z.iso.date().nullable(), evidence: Json },
        }),
      ),
    },
  },
  people: {
    ask: { after: Key.nullable(), most: z.int().min(1).max(1000) },
    answer: { keys: z.array(Key).max(1000) },
  },
  touched: {
    ask: {
      ...{ categories: z.array(Code), from: Instant.nullable(), to: Instant.nullable() },
      ...{ keys: z.array(Key).nullable(), after: Key.nullable(), most: z.int().min(0).max(1000) },
    },
    answer: { people: z.array(Person), total: z.int().min(0) },
  },
} as const
export type Verb = keyof typeof CONTRACT

type Shape<V extends Verb, Way extends "ask" | "answer"> = z.infer<z.ZodObject<(typeof CONTRACT)[V][Way]>>
export type Asked<V extends Verb> = Shape<V, "ask">
export type Answered<V extends Verb> = Shape<V, "answer">

/** The version both sides name in every message. */
export const VERSION = "source/1"

/** The whole of an answer, as it is signed. */
export const answerOf = (verb: Verb) =>
  z.strictObject({
    contract: z.literal(VERSION),
    answer: z.literal(verb),
    ...(CONTRACT[verb].answer as z.ZodRawShape),
  })

/** What a source says of a value that its own fields cannot hold: `at` is its place in `wanted` or `steps`. */
export const Misfit = z.looseObject({
  type: z.literal("urn:ukuk:source:value-does-not-fit"),
  at: z.int().min(0),
})

/** The whole of a question, as it is signed. */
export const questionOf = (verb: Verb) =>
  z.strictObject({
    contract: z.literal(VERSION),
    ask: z.literal(verb),
    ...(CONTRACT[verb].ask as z.ZodRawShape),
  })

/** Parts of several messages, by the names they have in the published contract. */
export const PARTS = { Identifier, Item, Person, Span, Step, Wanted }
