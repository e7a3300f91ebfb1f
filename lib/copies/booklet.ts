import { bookletActs } from "@/lib/copies/booklet-acts"
import { bookletItems } from "@/lib/copies/booklet-items"
import { bookletStyle } from "@/lib/copies/booklet-style"
import { type Copy, sourceIn } from "@/lib/copies/copy"
import { type Html, html, trusted } from "@/lib/copies/html"
import type { TakenCategory } from "@/lib/copies/take"
import { formatDateTime } from "@/lib/format/date"
import { citationsText } from "@/lib/policy/lookup"
import { keepingSentence } from "@/lib/records/keeping-sentence"
import { translatorFor } from "@/messages/translator"

/**
 * The copy as a booklet to be read and printed, in the person's language, in pieces: one HTML file that fetches nothing,
 * with the person's scans in it.
 */
export async function* booklet(copy: Copy): AsyncGenerator<string | Buffer> {
  yield head(copy).html
  for (const category of copy.taken.categories) yield* section(copy, category)
  yield notHeld(copy).html
  yield bookletActs(copy).html
  yield html`</main></body></html>
`.html
}

function head(copy: Copy): Html {
  const { inForce, language, request, name, madeAt, taken } = copy
  const t = translatorFor(language, "copies")
  const { organisation } = inForce.policy
  const title = t(`booklet.title.${request.right}`)
  const { title: answers, email, phone, address } = organisation.dataProtection
  const contact = [answers[language], email, phone, address[language]].join(", ")
  return html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${title}: ${organisation.shortName[language]}</title><style>${trusted(bookletStyle(organisation.accent ?? "#1f4d3f"))}</style></head>
<body><header><h1>${title}</h1>
<p>${t("booklet.about", { name, organisation: organisation.legalName[language], number: request.number, time: formatDateTime(madeAt, language), edition: inForce.edition.number })}</p>
<p>${t("booklet.masked")}</p><p class="note">${contact}</p></header>
<nav aria-labelledby="contents"><h2 id="contents">${t("booklet.contents")}</h2><ul>
${taken.categories.map(({ category, items }) => html`<li><a href="#${category.code}">${category.title[language]}</a> (${items})</li>`)}
</ul></nav><main>
<h2 id="sources">${t("booklet.sources")}</h2><ul>
${taken.sources.map(({ name: source, known, at }) => html`<li>${t(known ? "booklet.answered" : "booklet.unknown", { source: sourceIn(copy, source), time: formatDateTime(at, language) })}</li>`)}
</ul>
${taken.categories.length === 0 ? html`<p>${t("booklet.nothing")}</p>` : html``}
`
}

async function* section(copy: Copy, held: TakenCategory): AsyncGenerator<string | Buffer> {
  const { language } = copy
  const { category } = held
  const t = translatorFor(language, "copies")
  yield html`<section aria-labelledby="${category.code}"><h2 id="${category.code}">${category.title[language]}</h2>
${why(copy, held)}
<table><caption>${t("booklet.items", { n: held.items })}</caption><thead><tr><th scope="col">${t("booklet.field")}</th><th scope="col">${t("booklet.value")}</th><th scope="col">${t("booklet.origin")}</th></tr></thead>`
    .html
  yield* bookletItems(copy, held)
  yield "</table></section>\n"
}

function why(copy: Copy, { account }: TakenCategory): Html {
  const { inForce, language } = copy
  const t = translatorFor(language, "data")
  const cited = (cites: Parameters<typeof citationsText>[1]) =>
    citationsText(inForce.profile, cites, language)
  return html`<h3>${t("why.purposes")}</h3><ul>
${account.purposes.map(({ purpose, basis }) => html`<li>${purpose.title[language]} <span class="note">${t("why.basis", { basis: basis.title[language] })}; ${cited(purpose.cites)}</span></li>`)}
</ul><h3>${t("why.recipients")}</h3>
${account.recipients.length === 0 ? html`<p>${t("why.nobody")}</p>` : html`<ul>${account.recipients.map((each) => html`<li>${each.title[language]}</li>`)}</ul>`}
<h3>${t("why.kept")}</h3><p>${account.rule.title[language]} <span class="note">${cited(account.rule.cites)}</span></p>
${account.keepings.length === 0 ? html`<p>${t("why.free")}</p>` : html`<ul>${account.keepings.map((keeping) => html`<li>${keepingSentence(inForce, keeping, language)} <span class="note">${cited(keeping.ground.cites)}${keeping.sure ? "" : ` · ${t("why.unsure")}`}</span></li>`)}</ul>`}
`
}

function notHeld({ inForce, language }: Copy): Html {
  const held = Object.entries(inForce.dataMap.notHeld ?? {})
  if (held.length === 0) return html``
  const t = translatorFor(language, "copies")
  const title = (code: string) =>
    inForce.policy.categories.find((each) => each.code === code)?.title[language] ?? code
  return html`<section aria-labelledby="not-held"><h2 id="not-held">${t("booklet.notHeld")}</h2><dl>
${held.map(([code, reason]) => html`<dt>${title(code)}</dt><dd>${reason[language]}</dd>`)}
</dl></section>
`
}
