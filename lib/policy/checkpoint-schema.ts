import { z } from "zod"
import { Cites, Confidence } from "@/lib/policy/text-schema"

const Keeper = z.strictObject({ email: z.email(), language: z.enum(["ky", "ru", "en"]) })

/**
 * To whom the ledger's newest checkpoint goes by e-mail every day, in which language: best to somebody outside the
 * organisation, too. Where the key is missing nobody gets it.
 */
export const Checkpoints = z.strictObject({
  mailTo: z
    .array(Keeper)
    .min(1)
    .refine(
      (all) => new Set(all.map(({ email }) => email.toLowerCase())).size === all.length,
      "names an address twice: it would get the same checkpoint twice a day",
    ),
  cites: Cites,
  confidence: Confidence,
})
