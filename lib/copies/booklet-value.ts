import type { CopiedItem } from "@/lib/copies/copied-item"
import type { Copy } from "@/lib/copies/copy"
import { escaped, type Html, html } from "@/lib/copies/html"
import { remembered } from "@/lib/copies/remembered"
import type { TakenFile } from "@/lib/copies/take"
import { type Shown, shownValue } from "@/lib/records/shown"
import { codeIn, partIn, sizeIn } from "@/lib/records/words"
import { translatorFor } from "@/messages/translator"

/** What a browser shows in the page itself; any other file is named, and lies beside the booklet. */
const PICTURES = ["image/png", "image/jpeg", "image/webp", "image/gif"]

/** What says a value as the booklet shows it where no file goes with it: in words, as a list, or masked with the reason. */
export function bookletValue(copy: Copy): (item: CopiedItem) => string {
  const { language } = copy
  const t = translatorFor(language, "copies")
  const absent = html`<span class="note">${t("booklet.noFile")}</span>`.html
  const wordOf = remembered((of: string) => {
    const [field = "", code = ""] = of.split(" ")
    return escaped(codeIn(copy.inForce, field, code, language))
  })
  return ({ masked, value, field, type }) => {
    if (masked) return html`${String(value)} <span class="note">${t(`masked.${masked}`)}</span>`.html
    if (value === null) return absent
    const shown = shownValue(type, value, language)
    if (shown.kind === "text") return escaped(shown.text)
    return shown.kind === "code" ? wordOf(`${field} ${shown.code}`) : written(copy, field, shown).html
  }
}

/** A scan as the booklet shows it: the picture itself, or the name of the file beside the booklet. */
export async function bookletFile({ language, taken }: Copy, file: TakenFile, title: string): Promise<Html> {
  const t = translatorFor(language, "copies")
  const named = html`<span class="note">${file.path}, ${sizeIn(file.bytes, language)}</span>`
  if (!PICTURES.includes(file.mediaType)) return named
  const pieces: Buffer[] = []
  for await (const piece of taken.spool.blocks(file.path)) pieces.push(piece)
  const source = `data:${file.mediaType};base64,${Buffer.concat(pieces).toString("base64")}`
  return html`<img src="${source}" alt="${t("booklet.scan", { title })}">${named}`
}

function written(copy: Copy, field: string, shown: Shown): Html {
  const { inForce, language } = copy
  if (shown.kind === "text") return html`${shown.text}`
  if (shown.kind === "code") return html`${codeIn(inForce, field, shown.code, language)}`
  if (shown.kind === "truth")
    return html`${translatorFor(language, "common")(shown.value ? "word.yes" : "word.no")}`
  if (shown.kind === "asked")
    return html`<span class="note">${translatorFor(language, "data")("item.asked")}</span>`
  if (shown.kind === "list")
    return html`<ul>${shown.entries.map((entry) => html`<li>${written(copy, field, entry)}</li>`)}</ul>`
  if (shown.kind !== "pairs") return html``
  return html`<dl>${shown.pairs.map(({ name, value }) => html`<dt>${partIn(inForce, name, language)}</dt><dd>${written(copy, name, value)}</dd>`)}</dl>`
}
