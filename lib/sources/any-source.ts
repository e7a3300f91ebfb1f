import { z } from "zod"
import { Text } from "@/lib/policy/text-schema"

/** What the data map says of every source, whatever kind of system it is. */
export const AnySource = {
  title: Text,
  /** The environment variable that holds the address; never the address itself. */
  connection: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*$/, "must be the name of an environment variable, such as CUSTOMERS_URL"),
  /** Signs what the source tells of itself; the environment variable that holds the secret, never the secret itself. */
  webhook: z
    .strictObject({
      secret: z
        .string()
        .regex(
          /^[A-Z][A-Z0-9_]*_WEBHOOK_SECRET$/,
          "must be a variable's name such as CUSTOMERS_WEBHOOK_SECRET",
        ),
    })
    .optional(),
  limits: z.strictObject({ seconds: z.int().min(1).max(120), connections: z.int().min(1).max(16) }),
}
