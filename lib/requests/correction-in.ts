import type { Letter } from "@/lib/letters/letter"

export type CorrectionTold = { field: string; from: string; to: string }

/** The correction a letter asks for, as it was written and read: field, old value, new value; null where it asks none. */
export function correctionIn(letter: Letter): CorrectionTold | null {
  const [row] = letter.blocks.flatMap((block) => (block.kind === "table" ? block.rows : []))
  const [field, from, to] = row ?? []
  return field === undefined || from === undefined || to === undefined ? null : { field, from, to }
}
