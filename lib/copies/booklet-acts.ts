import { type Copy, titleIn } from "@/lib/copies/copy"
import { type Html, html } from "@/lib/copies/html"
import { formatDateTime } from "@/lib/format/date"
import { looseTranslatorFor, translatorFor } from "@/messages/translator"

/** The acts recorded about the data: consents given and ended, who received data, who of the staff looked. */
export function bookletActs(copy: Copy): Html {
  const { language, acts } = copy
  const t = translatorFor(language, "copies")
  const [common, views] = [looseTranslatorFor(language, "common"), translatorFor(language, "views")]
  const when = (at: Date) => formatDateTime(at, language)
  const titles = (codes: readonly string[]) => codes.map((code) => titleIn(copy, code)).join("; ")
  const consents = acts.consents.map(({ purpose, operation, event, method, at }) => [
    `${titleIn(copy, purpose)} (${common(`operation.${operation}`) ?? operation})`,
    `${t(`consent.${event}`)}, ${t(`method.${method}`)}`,
    when(at),
  ])
  const disclosed = acts.disclosures.map(({ recipient, categories, purpose, at }) => [
    titleIn(copy, recipient),
    `${titleIn(copy, purpose)}: ${titles(categories)}`,
    when(at),
  ])
  const seen = acts.views.map(({ role, unit, categories, at }) => [
    `${views(`role.${role as "officer"}`)}, ${unit}`,
    titles(categories),
    when(at),
  ])
  return html`${table("consents", t("acts.consents"), t("acts.none"), consents)}
${table("disclosures", t("acts.disclosures"), t("acts.noDisclosures"), disclosed)}
${table("views", t("acts.views"), t("acts.none"), seen)}`
}

function table(id: string, title: string, none: string, rows: readonly string[][]): Html {
  if (rows.length === 0)
    return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2><p>${none}</p></section>`
  const line = ([first = "", ...rest]: string[]) =>
    html`<tr><th scope="row">${first}</th>${rest.map((cell) => html`<td>${cell}</td>`)}</tr>`
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2><table><tbody>${rows.map(line)}</tbody></table></section>`
}
