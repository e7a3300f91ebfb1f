import { z } from "zod"
import { readsAsAccent } from "@/lib/format/accent"
import { Acceptance, Approval, UserAgreement } from "@/lib/policy/acceptance-schema"
import { AccessReview } from "@/lib/policy/access-review-schema"
import { Accuracy } from "@/lib/policy/accuracy-schema"
import { Checkpoints } from "@/lib/policy/checkpoint-schema"
import { Looking } from "@/lib/policy/looking-schema"
import { Processing } from "@/lib/policy/processing-schema"
import { Notify } from "@/lib/policy/recipient-schema"
import { Review } from "@/lib/policy/review-schema"
import { Ground, RetentionRule, Right, RightCode } from "@/lib/policy/rights-schema"
import {
  Cites,
  Clause,
  Code,
  Confidence,
  FactCode,
  GroundCode,
  Moment,
  OperationCode,
  Period,
  Term,
  Text,
} from "@/lib/policy/text-schema"

const Contact = z.strictObject({
  kind: z.enum(["letter", "visit", "phone", "email", "site", "cabinet"]),
  value: Text,
})

/** The organisation as its letters name it. `assumed` lists the keys the policy's text does not state. */
const Organisation = z.strictObject({
  legalName: Text,
  shortName: Text,
  address: Text,
  site: z.url(),
  timezone: z.string().min(1),
  closingHour: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be an hour such as "18:00"'),
  contacts: z.array(Contact).min(1),
  dataProtection: z.strictObject({ title: Text, email: z.email(), phone: z.string().min(1), address: Text }),
  logo: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9-]*\.(svg|png)$/,
      'must be a file in this folder such as "logo.svg" or "logo.png"',
    )
    .optional(),
  accent: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, 'must be a colour such as "#1f4d3f"')
    .refine(readsAsAccent, "must be a darker colour, one that reads on the page (contrast 7:1)")
    .optional(),
  assumed: z.array(z.string()),
})

/** A named thing with its place in the policy: a subject kind, an origin, a recipient. */
const Named = z.strictObject({ code: Code, clause: Clause, title: Text, description: Text.optional() })
export type Named = z.infer<typeof Named>

/** Who receives data, and the way they are told what became of it; absent: by staff, where the register says they got it. */
const Recipient = Named.extend({ notify: Notify.optional() })
export type Recipient = z.infer<typeof Recipient>

/** Who gave data; the headings stand over what they gave, for the person it is about and for staff. */
const DataOrigin = Named.extend({ heading: Text.optional(), staffHeading: Text.optional() })
export type DataOrigin = z.infer<typeof DataOrigin>

/** A question the data map must be able to answer: true, false or unknown, with evidence and a date. */
const Fact = z.strictObject({ code: FactCode, title: Text, description: Text })

export const FieldType = z.enum([
  "text",
  "number",
  "date",
  "phone",
  "email",
  "pin",
  "money",
  "image",
  "document",
  "json",
  "ip",
  "timestamp",
  "boolean",
  "list",
])
export type FieldType = z.infer<typeof FieldType>

export const Field = z.strictObject({ code: Code, title: Text, type: FieldType })
export type Field = z.infer<typeof Field>

/** One category of data. `origins`: who gave it. `thirdPerson`: the values are about somebody else. */
export const Category = z.strictObject({
  code: Code,
  clause: Clause,
  title: Text,
  description: Text,
  fields: z.array(Field).min(1),
  sensitivity: z.enum(["ordinary", "masked", "special"]),
  selfService: z.enum(["at_once", "with_evidence", "ask"]),
  thirdPerson: z.boolean(),
  mandatory: z.boolean(),
  origins: z.array(Code).min(1),
  purposes: z.array(Code).min(1),
  recipients: z.array(Code),
  retention: Code,
})
export type Category = z.infer<typeof Category>

/**
 * What is done for a purpose. `onWithdrawal`: `stop` ends it with one button, `letter` needs the signed letter.
 * `continues`: the grounds on which it may go on after a withdrawal; empty means it always ends.
 */
export const PurposeOperation = z.strictObject({
  code: OperationCode,
  basis: Code,
  cites: Cites,
  onWithdrawal: z.enum(["stop", "letter"]),
  continues: z.array(GroundCode),
})
export type PurposeOperation = z.infer<typeof PurposeOperation>

/**
 * Why data is processed. `expiresOn`: the moment at which its consent ends by itself, and `expiresCites` who says so.
 * `messages`: the organisation writes to people for it, who end it from the message itself; such a purpose stops at once.
 */
export const Purpose = z.strictObject({
  code: Code,
  clause: Clause,
  title: Text,
  description: Text,
  basis: Code,
  cites: Cites,
  withdrawable: z.boolean(),
  automatedDecision: z.boolean(),
  messages: z.literal(true).optional(),
  operations: z.array(PurposeOperation).min(1),
  expiresOn: Moment.optional(),
  expiresCites: Cites.optional(),
})
export type Purpose = z.infer<typeof Purpose>

/**
 * On what a disclosure to a third party may rest, and what its record must carry. `purposes`: for these alone.
 * `reference`: what number or name each such record must carry besides, in the words of its field. `bulk`: it may carry
 * the data of many people in one act, with a notice to each.
 */
export const TransferGround = z.strictObject({
  code: Code,
  clause: Clause,
  title: Text,
  description: Text,
  requires: z.enum(["nothing", "consent", "permission", "authority_request", "explanation", "contract"]),
  purposes: z.array(Code).min(1).optional(),
  reference: Text.optional(),
  bulk: z.literal(true).optional(),
})
export type TransferGround = z.infer<typeof TransferGround>

/** A clause that wants the person's consent beside any ground of transfer: who discloses without one is warned. */
const ConsentToo = z.strictObject({ cites: Cites, text: Text })

/** Whether typing the password signs a letter, and the organisation's words that say so. */
const Signing = z.strictObject({ passwordAccepted: z.boolean(), cites: Cites, undertaking: Text })

const AgeRule = z.strictObject({ adult: z.int().min(14).max(21), cites: Cites, text: Text })

/** When the organisation tells people something by itself, and by which channels, tried in order. */
const NoticeRule = z.strictObject({
  code: Code,
  cites: Cites,
  title: Text,
  description: Text,
  channels: z.array(z.enum(["cabinet", "email", "sms", "post"])).min(1),
  term: Term.optional(),
})

/**
 * A part of the organisation that answers requests of its own; a request goes to the first division that names its
 * right or one of its categories, else to the organisation.
 */
export const Division = z.strictObject({
  code: Code,
  clause: Clause,
  title: Text,
  contacts: z.array(Contact).min(1),
  rights: z.array(RightCode).optional(),
  categories: z.array(Code).optional(),
})
export type Division = z.infer<typeof Division>

/** A kind of breach the policy names: what whoever it touches is told in half a sentence, and what they can do. */
const BreachType = z.strictObject({ code: Code, cites: Cites, title: Text, told: Text, advice: Text })
export type BreachType = z.infer<typeof BreachType>

/** What a reader of the policy must know about its text: garbled, silent, or against itself or the law. */
const ClauseNote = z.strictObject({
  clause: Clause,
  status: z.enum(["reconstructed", "absent", "conflict"]),
  note: Text,
})

/** How long a back-up with somebody's data lasts before it is overwritten: a certificate says until when. */
const Backups = z.strictObject({ keptFor: Period, cites: Cites, confidence: Confidence })

/**
 * For how long a changed phone or e-mail proves nothing, and what is held back meanwhile (`lib/people/cooling.ts`).
 * `takeBack`: for how long an erasure that was asked is not begun (`lib/requests/take-back.ts`).
 */
const Identity = z.strictObject({
  coolingOff: Period,
  takeBack: Period.optional(),
  cites: Cites,
  confidence: Confidence,
})

/** How long after an erasure the sources are read again, in order; the last reading ends what the portal itself holds. */
const Reread = z.strictObject({ after: z.array(Period).min(1), cites: Cites, confidence: Confidence })

/** One organisation's published privacy policy as data: the contents of `policy.yaml`. */
export const Policy = z.strictObject({
  code: Code,
  name: Text,
  organisation: Organisation,
  legalProfile: z.string().min(1),
  calendar: z.string().min(1),
  subjectKinds: z.array(Named).min(1),
  origins: z.array(DataOrigin).min(1),
  recipients: z.array(Recipient).min(1),
  facts: z.array(Fact),
  categories: z.array(Category).min(1),
  purposes: z.array(Purpose).min(1),
  transferGrounds: z.array(TransferGround).min(1),
  transferConsent: ConsentToo.optional(),
  grounds: z.array(Ground),
  retentionRules: z.array(RetentionRule).min(1),
  review: Review.optional(),
  rights: z.array(Right).min(1),
  divisions: z.array(Division).min(1).optional(),
  signing: Signing,
  identity: Identity.optional(),
  age: AgeRule,
  notices: z.array(NoticeRule).min(1),
  breaches: z.array(BreachType).min(1).optional(),
  accuracy: Accuracy.optional(),
  processing: Processing.optional(),
  accessReview: AccessReview.optional(),
  logRetention: z.strictObject({ rule: Code, cites: Cites, text: Text }),
  caseFile: z.strictObject({ rule: Code, cites: Cites, text: Text }),
  backups: Backups.optional(),
  reread: Reread.optional(),
  checkpoints: Checkpoints.optional(),
  looking: Looking.optional(),
  approval: Approval.optional(),
  acceptance: Acceptance.optional(),
  userAgreement: UserAgreement.optional(),
  clauseNotes: z.array(ClauseNote),
})
export type Policy = z.infer<typeof Policy>
