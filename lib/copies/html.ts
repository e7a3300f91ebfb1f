/** HTML that is safe as it stands: made by `html` alone. */
export type Html = { readonly html: string }

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
}

const SPECIAL = /[&<>"']/g

/** A text as it stands in markup. Most hold nothing to be replaced, and looking is cheaper than replacing. */
export const escaped = (text: string): string =>
  text.search(SPECIAL) < 0 ? text : text.replace(SPECIAL, (found) => ENTITIES[found] ?? "")

type Part = Html | string | number | readonly Html[]

const written = (part: Part): string => {
  if (typeof part === "string") return escaped(part)
  if (typeof part === "number") return String(part)
  return "html" in part ? part.html : part.map(({ html: inner }) => inner).join("")
}

/** Markup with values put in: texts are escaped, what `html` made stands as it is. */
export const html = (markup: TemplateStringsArray, ...parts: readonly Part[]): Html => ({
  html: parts.reduce<string>(
    (text, part, i) => text + written(part) + (markup[i + 1] ?? ""),
    markup[0] ?? "",
  ),
})

/** Markup that is ours word for word, such as the style sheet. */
export const trusted = (markup: string): Html => ({ html: markup })
