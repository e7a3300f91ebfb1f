import type { Act } from "@/lib/ledger/acts"

type Prefix<A extends Act> = A extends `${infer P}.${string}` ? P : never

/** What kinds of acts are about, for whoever looks at how many there are. */
const areas = {
  account: "accounts",
  person: "people",
  view: "people",
  alert: "people",
  mandate: "mandates",
  data: "data",
  consent: "consents",
  suppressions: "consents",
  request: "requests",
  part: "requests",
  letter: "requests",
  upload: "requests",
  hold: "requests",
  recipient: "disclosures",
  disclosure: "disclosures",
  bulk: "disclosures",
  permission: "disclosures",
  processor: "disclosures",
  task: "tasks",
  duty: "tasks",
  staff: "staff",
  tie: "staff",
  absence: "staff",
  training: "staff",
  fulfilment: "fulfilment",
  source: "fulfilment",
  certificate: "fulfilment",
  erasure: "fulfilment",
  package: "fulfilment",
  bundle: "fulfilment",
  breach: "breaches",
  run: "breaches",
  sweep: "retention",
  case_file: "retention",
  edition: "policy",
  policy: "policy",
  calendar: "policy",
  database: "portal",
  entry: "portal",
  register: "portal",
  portal: "portal",
  keys: "portal",
  checkpoints: "portal",
} as const satisfies Record<Prefix<Act>, string>

export type Area = (typeof areas)[keyof typeof areas]

/** What an act is about; what this version of the portal no longer knows is the portal's own. */
export const areaOf = (act: string): Area =>
  (areas as Readonly<Record<string, Area>>)[act.slice(0, act.indexOf("."))] ?? "portal"
