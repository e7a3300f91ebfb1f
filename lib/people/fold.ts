/** Words folded for search only, never for display: lower case, Ң→Н, Ө→О, Ү→У, Ё→Е, as people type them. */
export function foldedWords(text: string): string[] {
  const folded = text
    .normalize("NFC")
    .toLowerCase()
    .replace(/ң/g, "н")
    .replace(/ө/g, "о")
    .replace(/ү/g, "у")
    .replace(/ё/g, "е")
  return [...new Set(folded.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 1))]
}
