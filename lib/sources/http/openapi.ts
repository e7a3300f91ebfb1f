import { z } from "zod"
import { answerOf, CONTRACT, Misfit, PARTS, questionOf, type Verb } from "./contract"

const verbs = Object.keys(CONTRACT) as Verb[]
const text = { type: "string" } as const
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const json = (name: string, type = "application/json") => ({ content: { [type]: { schema: ref(name) } } })

const SUMMARY: Readonly<Record<Verb, string>> = {
  about: "What the source holds and can do; also its sign of life",
  find: "The keys of everybody an identifier matches",
  identify: "What the source knows people by; keys it does not know are left out",
  count: "How many items it holds of a person, by category; categories without items are left out",
  read: "What it holds of a person, page by page, in an order that stays",
  binary: "Bytes of one scan, a range at a time",
  plan: "What it would do for these wishes; changes nothing",
  apply: "Does all steps in one transaction, or none; once, however often it is asked",
  rehearse: "The same tried and taken back, to say what would become of it (may be left out)",
  verify: "Reads again whether each step still holds, from what is stored now",
  facts: "Answers named questions about a person: true, false, or null where nobody can tell",
  people: "The keys of everybody, in the source's order (may be left out)",
  touched: "Whose data of some categories it holds, recorded within a time (may be left out)",
}

const SIGNED =
  "`v1,` and in base64 the HMAC-SHA256 over `<webhook-id>.<webhook-timestamp>.<body>`, with the bytes that stand in base64 after `whsec_` in the shared secret, as in Standard Webhooks 1.0. Several, divided by spaces, while a secret is being changed."

const signature = {
  "webhook-id":
    "Of a question: new for each, except that an apply sent again has the same. Of an answer: the question's.",
  "webhook-timestamp": "The second it was sent, since 1970: refuse what lies more than 300 from now.",
  "webhook-signature": SIGNED,
}
const headers = Object.fromEntries(
  Object.entries(signature).map(([name, description]) => [
    name,
    { required: true, description, schema: text },
  ]),
)
const parameters = [
  ...Object.entries({ ...signature, "idempotency-key": "The same as `webhook-id`." }).map(
    ([name, description]) => ({
      ...{ name, in: "header", required: true, description, schema: text },
    }),
  ),
]

const problem = (description: string) => ({ description, ...json("Problem", "application/problem+json") })
const pause = (description: string) => ({
  ...problem(description),
  headers: {
    "retry-after": { description: "Seconds, or a date; at most 300 seconds are waited.", schema: text },
  },
})

const nameOf = (verb: Verb, what: "Question" | "Answer"): string =>
  `${verb[0]?.toUpperCase()}${verb.slice(1)}${what}`

const pathOf = (verb: Verb) => ({
  post: {
    operationId: verb,
    summary: SUMMARY[verb],
    parameters,
    requestBody: { required: true, ...json(nameOf(verb, "Question")) },
    responses: {
      200: { description: "Signed under the question's id.", headers, ...json(nameOf(verb, "Answer")) },
      401: problem("The question is not signed by the portal, or not of now."),
      403: problem("The portal may not do this here."),
      404: problem("There is no such verb here."),
      ...(verb === "plan"
        ? { 422: { ...problem("A value does not fit; signed as a 200 is."), headers } }
        : {}),
      429: pause("Too many questions at once."),
      503: pause("Not now."),
      507: problem("No room is left to write to."),
    },
  },
})

/** Every message and its parts as JSON Schema, made of the very shapes that answers are held to. */
function schemas(): Record<string, object> {
  const named = z.registry<{ id: string }>()
  for (const [id, shape] of Object.entries(PARTS)) named.add(shape, { id })
  for (const verb of verbs) {
    named.add(questionOf(verb), { id: nameOf(verb, "Question") })
    named.add(answerOf(verb), { id: nameOf(verb, "Answer") })
  }
  named.add(Misfit, { id: "Misfit" })
  const made = z.toJSONSchema(named, {
    uri: (id) => ref(id).$ref,
    unrepresentable: "any",
    // What a format says is not said again by a pattern.
    override: ({ jsonSchema }) => {
      if (jsonSchema.format) delete jsonSchema.pattern
    },
  })
  const plain = {
    type: "object",
    properties: { type: text, status: { type: "integer" }, title: text },
    description: "RFC 9457. Nothing of it is shown or kept: it names nobody.",
  }
  const bare = Object.entries(made.schemas).map(
    ([name, { $schema, $id, ...schema }]) => [name, schema] as const,
  )
  return { ...Object.fromEntries(bare), Problem: { anyOf: [ref("Misfit"), plain] } }
}

/** The published contract that a system implements to become a source (OpenAPI 3.1). */
export const sourceContract = (): object => ({
  openapi: "3.1.0",
  info: {
    title: "Ukuk source contract",
    version: "1",
    description: "What a system answers to become a source.",
  },
  servers: [{ url: "{address}", variables: { address: { default: "https://cards.example/ukuk" } } }],
  paths: Object.fromEntries(verbs.map((verb) => [`/${verb}`, pathOf(verb)])),
  components: { schemas: schemas() },
})
