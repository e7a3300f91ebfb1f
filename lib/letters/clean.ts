// Invisible and without meaning in a letter: soft hyphen, zero-width spaces and joiners, byte order mark.
const weightless = /[\u00ad\u200b-\u200d\u2060\ufeff]/gu
// Controls, direction overrides, private and unpaired code points: shown by name, so that nothing hides in a letter.
const hidden = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}]/gu

const named = (char: string): string => {
  const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase()
  return `[U+${code.padStart(4, "0")}]`
}

/**
 * Somebody's text as one line: NFC, every run of white space one space, invisible characters dropped, controls and
 * direction overrides spelled out as `[U+202E]`. Whatever was typed stays text.
 */
export const inline = (text: string): string =>
  text.normalize("NFC").replace(weightless, "").replace(/\s+/gu, " ").trim().replace(hidden, named)

/** The same for text of several lines, which are kept; more than one empty line in a row becomes one. */
export const multiline = (text: string): string =>
  text
    .split(/\r\n|[\n\r\u0085\u2028\u2029]/u)
    .map(inline)
    .join("\n")
    .replace(/\n{3,}/gu, "\n\n")
    .trim()
