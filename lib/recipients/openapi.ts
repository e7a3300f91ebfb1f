const text = { type: "string" } as const
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const json = (schema: object, type = "application/json") => ({ content: { [type]: { schema } } })
const object = (properties: Record<string, object>, optional: readonly string[] = []) => ({
  type: "object",
  additionalProperties: false,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  properties,
})
const header = (name: string, description: string) => ({
  ...{ name, in: "header", required: true, schema: text, description },
})

const SIGNED =
  "HMAC-SHA256 over `<webhook-id>.<webhook-timestamp>.<body>` with the secret shared with the recipient (the base64 after `whsec_`), in base64 after `v1,`, as in Standard Webhooks 1.0"

const headers = [
  header(
    "webhook-id",
    "Of a notice: its id. Of an acknowledgement: up to 100 letters, digits, dots, dashes.",
  ),
  header("webhook-timestamp", "The second it was sent, since 1970; not more than 300 from now."),
  header("webhook-signature", SIGNED),
]

const schemas = {
  Notice: {
    ...object(
      {
        type: { const: "recipient-notice/1" },
        id: { ...text, format: "uuid" },
        from: object({ name: text, url: text }),
        to: { ...text, description: "Which recipient of the organisation's policy it is for." },
        request: { ...text, description: "The number of the person's request, such as 2026-000123." },
        person: {
          oneOf: [object({ kind: text, value: text }), { type: "null" }],
          description:
            "The one identifier by which the recipient knows the person: pin, phone, email or another.",
        },
        acts: { type: "array", minItems: 1, items: ref("Act") },
        issued: { ...text, format: "date-time" },
        due: { ...text, format: "date", description: "The last day to answer." },
        acknowledge: { ...text, format: "uri", description: "Where to answer." },
        key: { ...text, description: "The `kid` of the key that signed it, of those at /api/v1/keys." },
        signature: {
          ...text,
          description:
            "Ed25519, base64url, over the notice without this member, in canonical JSON (RFC 8785: members sorted, no spaces).",
        },
      },
      [],
    ),
    description:
      "Sent by POST to the recipient's address, with the headers below. Answer 2xx once it is stored. It is sent again, under the same id, until it is taken, and once more as a reminder.",
  },
  Act: object(
    {
      do: {
        enum: ["erase", "correct", "restrict", "lift", "stop"],
        description: "`lift`: a restriction ended. `correct`: what you hold is out of date.",
      },
      categories: { type: "array", items: text, description: "Codes of the organisation's policy." },
      purpose: { ...text, description: "Of `stop`: for which purpose the data may no longer be used." },
    },
    ["purpose"],
  ),
  Acknowledgement: object(
    {
      notice: { ...ref("Notice"), description: "The whole notice as it came." },
      state: { enum: ["done", "not_held", "refused"] },
      ground: { ...text, maxLength: 2000, description: "Required where the state is `refused`." },
      at: { ...text, format: "date-time", description: "When it was done, not held or refused." },
    },
    ["ground"],
  ),
  Receipt: object({
    notice: { ...text, format: "uuid" },
    state: { enum: ["done", "not_held", "refused"] },
    receivedAt: { ...text, format: "date-time" },
  }),
  Problem: object({ type: text, status: { type: "integer" }, title: text }),
}

const problem = (description: string) => ({
  description,
  ...json(ref("Problem"), "application/problem+json"),
})

const acknowledgements = {
  post: {
    summary: "A recipient says what became of a notice",
    parameters: headers,
    requestBody: { required: true, ...json(ref("Acknowledgement")) },
    responses: {
      200: { description: "Taken now, or taken before with the same answer.", ...json(ref("Receipt")) },
      400: problem("The body or the id cannot be read."),
      401: problem("Not signed by the recipient the notice is addressed to, or not of now."),
      409: problem("This notice was answered otherwise before."),
      413: problem("The body is longer than 64 kB."),
      422: problem("Not the notice that was sent to this recipient, or its time is not possible."),
      429: problem("Too many deliveries from this address."),
      503: problem("The portal does not answer now."),
    },
  },
}

/** The published contract of the interfaces for machines, at this deployment's address (OpenAPI 3.1). */
export const openApi = (appUrl: string): object => ({
  openapi: "3.1.0",
  info: { title: "Ukuk", version: "1" },
  servers: [{ url: appUrl }],
  paths: {
    "/api/v1/recipient-notices/acknowledgements": acknowledgements,
    "/api/v1/keys": {
      get: {
        summary: "The keys that sign notices, as a JWK set",
        responses: { 200: { description: "RFC 7517, RFC 8037", ...json({ type: "object" }) } },
      },
    },
  },
  webhooks: {
    notice: {
      post: {
        summary: "What to do with data of a person that was received before",
        parameters: headers,
        requestBody: { required: true, ...json(ref("Notice")) },
        responses: { "2XX": { description: "The notice is stored." } },
      },
    },
  },
  components: { schemas },
})
