/** The pieces of a receipt, as they follow each other in the file. */
export type Piece = "head" | "content" | "index" | "path" | "checkpoint" | "signature"

/** A file, or a piece of it, is not written as a receipt is. */
export class Unreadable extends Error {
  override name = "Unreadable"
  constructor(readonly piece: Piece) {
    super(`not written as a receipt is: ${piece}`)
  }
}
