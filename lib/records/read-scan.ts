import { fileTypeFromBuffer } from "file-type"
import { Forbidden, NotFound } from "@/lib/errors"
import { askSources } from "@/lib/records/ask-sources"
import type { Reading } from "@/lib/records/reading"

const SHOWN = ["image/png", "image/jpeg"] as const
export type Scan = { bytes: Uint8Array; mediaType: (typeof SHOWN)[number] }

/**
 * The bytes of a scan the person owns, for somebody who has just proved who they are. What the source calls it counts
 * for nothing: only bytes that are a PNG or a JPEG are given out. Throws Forbidden before the step-up, NotFound for
 * what is not theirs, is gone, or is no picture.
 */
export async function readScan(reading: Reading, item: string, proved: boolean): Promise<Scan> {
  if (!proved) throw new Forbidden("prove_first")
  const { answers } = await askSources(reading, (source, identifiers) => source.readBinary(identifiers, item))
  const found = answers.find((answer) => answer !== null)
  if (!found) throw new NotFound()
  const sniffed = await fileTypeFromBuffer(found.bytes)
  const mediaType = SHOWN.find((each) => each === sniffed?.mime)
  if (!mediaType) throw new NotFound()
  return { bytes: found.bytes, mediaType }
}
