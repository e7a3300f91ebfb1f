import type { CopiedItem } from "@/lib/copies/copied-item"
import { type Copy, originIn, sourceIn } from "@/lib/copies/copy"
import { recordsOf, type TakenCategory } from "@/lib/copies/take"

/**
 * The whole copy as one JSON document, in pieces: category by category, each with its purposes and their basis, who may
 * receive it, how long it is kept, and its items; then the acts recorded about the data. Codes are the policy's.
 */
export async function* dataJson(copy: Copy): AsyncGenerator<string> {
  const { inForce, language, request, madeAt, acts, taken } = copy
  const { organisation } = inForce.policy
  const head = {
    format: "ukuk-copy/1",
    request,
    language,
    madeAt,
    organisation: organisation.legalName[language],
    policyEdition: inForce.edition.number,
  }
  yield `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "categories": [`
  for (const [at, category] of taken.categories.entries()) {
    const about = JSON.stringify(categoryIn(copy, category)).slice(0, -1)
    yield `${at > 0 ? "," : ""}\n    ${about},\n      "items": [`
    let first = true
    for await (const records of recordsOf(taken, category)) {
      let text = ""
      for (const record of records) {
        const name = record.name()
        for (const item of record.items) {
          text += `${first ? "" : ","}\n        ${JSON.stringify({ record: name, ...itemIn(copy, category, item) })}`
          first = false
        }
      }
      yield text
    }
    yield "\n      ]}"
  }
  const notHeld = Object.entries(inForce.dataMap.notHeld ?? {}).map(([code, why]) => ({
    code,
    why: why[language],
  }))
  const rest = { notHeld, consents: acts.consents, disclosures: acts.disclosures, views: acts.views }
  yield `\n  ],${JSON.stringify(rest, null, 2).slice(1, -2)}\n}\n`
}

function categoryIn({ language }: Copy, { category, account }: TakenCategory) {
  return {
    code: category.code,
    title: category.title[language],
    clause: category.clause,
    purposes: account.purposes.map(({ purpose, basis }) => ({
      code: purpose.code,
      title: purpose.title[language],
      basis: { code: basis.code, title: basis.title[language] },
    })),
    recipients: account.recipients.map(({ code, title }) => ({ code, title: title[language] })),
    retention: {
      code: account.rule.code,
      title: account.rule.title[language],
      today: account.keepings.map(({ ground, untilOn, untilFact, plus, sure }) => ({
        ...{ ground: ground.code, title: ground.title[language], untilOn, untilFact, plus, sure },
      })),
    },
  }
}

function itemIn(copy: Copy, { category }: TakenCategory, item: CopiedItem) {
  const { origin, source, ...rest } = item
  return {
    ...rest,
    title: category.fields.find(({ code }) => code === item.field)?.title[copy.language],
    origin: { code: origin, title: originIn(copy, origin) },
    source: { code: source, title: sourceIn(copy, source) },
  }
}
