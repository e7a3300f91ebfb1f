import { createHash } from "node:crypto"
import { Invalid } from "@/lib/errors"
import { lookApart } from "@/lib/uploads/look-apart"

/** The largest file taken, and kept. */
export const ATTACHMENT_MAX_BYTES = 10 * 1024 * 1024

const KEPT = { "application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png" } as const
export type MediaType = keyof typeof KEPT

const DOCUMENTS = ["pdf"]
const PICTURES = ["jpg", "jpeg", "png", "heic", "heif"]

/** A file as it was sent: its own name is looked at once, for its ending, and not kept. */
export type Sent = { name: string; bytes: Uint8Array }

/** A file that is what it says, as it is kept: a picture written anew, a PDF as it came. */
export type Inspected = { mediaType: MediaType; bytes: Uint8Array; hash: Buffer }

/**
 * Looks at a file before anything is stored: a PDF that does nothing and carries nothing, or a picture (JPEG, PNG, HEIC), of
 * at most 10 MB. What it is its bytes say; the name must not say otherwise. Throws Invalid beside `evidence`.
 */
export async function inspect({ name, bytes }: Sent): Promise<Inspected> {
  const refuse = (code: string) => new Invalid({ evidence: { code } })
  if (bytes.length > ATTACHMENT_MAX_BYTES) throw refuse("file_too_big")
  if (bytes.length === 0) throw refuse("file_empty")
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? ""
  if (![...DOCUMENTS, ...PICTURES].includes(ending)) throw refuse("file_kind")
  const looked = await lookApart(bytes, ATTACHMENT_MAX_BYTES)
  if ("refused" in looked) throw refuse(looked.refused)
  const { mediaType } = looked
  if (!isKept(mediaType)) throw refuse("file_not_as_named")
  // A picture that changed its kind on its way through a telephone is the same picture.
  if (DOCUMENTS.includes(ending) !== (mediaType === "application/pdf")) throw refuse("file_not_as_named")
  const kept = looked.bytes ?? bytes
  return { mediaType, bytes: kept, hash: createHash("sha256").update(kept).digest() }
}

const isKept = (mediaType: string): mediaType is MediaType => Object.hasOwn(KEPT, mediaType)

/** The name a file is kept and given out under; the person's own could say anything. */
export const keptName = ({ hash, mediaType }: Inspected): string =>
  `${hash.toString("hex").slice(0, 12)}.${KEPT[mediaType]}`
