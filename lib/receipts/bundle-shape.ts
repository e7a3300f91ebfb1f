import { z } from "zod"

/** What the list of a bundle says of its files, so that whoever has it checks one against the others. */
export const BundleList = z.strictObject({
  kind: z.literal("request-bundle"),
  version: z.literal(1),
  number: z.string(),
  madeAt: z.string(),
  /** The key under which it was made: to be compared, never to be believed. */
  key: z.string(),
  files: z.array(z.strictObject({ name: z.string(), sha256: z.string() })),
  /** The receipts, each in its file. */
  receipts: z.array(z.strictObject({ file: z.string(), entry: z.string(), act: z.string() })),
  /** Entries over which no signed checkpoint stood yet. */
  waiting: z.array(z.strictObject({ entry: z.string(), act: z.string() })),
  letters: z.array(z.strictObject({ file: z.string(), id: z.string(), registration: z.string() })),
  editions: z.array(z.strictObject({ file: z.string(), number: z.number() })),
  events: z.array(
    z.strictObject({ part: z.string(), event: z.string(), from: z.string(), to: z.string(), at: z.string() }),
  ),
})

export type BundleList = z.infer<typeof BundleList>

/** The name of the list inside the bundle. */
export const LIST = "list.json"
