import { pdf } from "@/lib/uploads/pdf.fixture"

/** A whole PNG of one pixel. */
export const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
)

/** A whole PDF of one page. */
export const PDF = pdf()

/** A letter that staff scanned. */
export const SCAN = { name: "letter.png", bytes: PNG }
