import { z } from "zod"

const Kind = z.string().regex(/^[a-z][a-z0-9_]{0,31}$/)

const ways = {
  /** By what the recipient knows a person, the first that is known of them: pin, phone, email, a source's own key. */
  knownBy: z.array(Kind).min(1),
  /** Working days in which an answer is expected, and after which it is asked for once more; else ten and five. */
  answerWithin: z.int().positive().optional(),
  remindAfter: z.int().positive().optional(),
}

/**
 * The way a recipient is told what became of data it received. `email`: a link to the notice, in a language; `webhook`:
 * the notice itself, posted to the address in a variable and signed by the secret in another; `post`: by staff.
 */
export const Notify = z.discriminatedUnion("channel", [
  z.strictObject({
    channel: z.literal("email"),
    address: z.email(),
    language: z.enum(["ky", "ru", "en"]),
    ...ways,
  }),
  z.strictObject({
    channel: z.literal("webhook"),
    url: z.string().regex(/^[A-Z][A-Z0-9_]*_URL$/),
    secret: z.string().regex(/^[A-Z][A-Z0-9_]*_WEBHOOK_SECRET$/),
    ...ways,
  }),
  z.strictObject({ channel: z.literal("post"), address: z.string().min(1), ...ways }),
])
export type Notify = z.infer<typeof Notify>
