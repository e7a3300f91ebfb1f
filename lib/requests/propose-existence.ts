import { randomUUID } from "node:crypto"
import { asSigned, type Locale, type Signed, type StaffActor } from "@/lib/context"
import { knownAs } from "@/lib/copies/take"
import { formatDateTime } from "@/lib/format/date"
import { planningGround } from "@/lib/fulfilment/planning"
import type { OpenHouse } from "@/lib/house"
import type { KnownIn } from "@/lib/people/identities"
import { inPortal } from "@/lib/people/portal-source"
import type { InForce } from "@/lib/policy/editions"
import { category } from "@/lib/policy/lookup"
import { askEvery, type Silence } from "@/lib/records/ask-sources"
import { accessPart, pinnedOf } from "@/lib/requests/access"
import type { Connector } from "@/lib/sources/connector"
import { PORTAL, sourceTitle } from "@/lib/sources/map-schema"
import { looseTranslatorFor, translatorFor } from "@/messages/translator"

/** The answer to "what do you hold about me", for an officer to check and send. `others`: known by the same contact. */
export type ProposedExistence = { text: string; silent: boolean; others: number }

type Answer = { source: string; items: number; categories: string[]; others: number }

/**
 * Looks in every source, by its own key of the person or else by what the portal knows them by, and proposes the answer
 * in their language: per source what was looked for and what was found, "nothing" included (rule 19), also for somebody
 * no source knows. Counts and categories only; nothing is said of others who share a contact.
 */
export async function proposeExistence(
  house: OpenHouse,
  signed: Signed<StaffActor>,
  partId: string,
): Promise<ProposedExistence> {
  const { language, inForce, identities, now } = await asSigned(house, signed, randomUUID(), async (ctx) => {
    const part = await accessPart(ctx, partId, "request.reply")
    const ground = await planningGround(ctx, part.subjectId, pinnedOf(ctx, part))
    const known = new Map([...ground.identities, [PORTAL, inPortal(part.subjectId)]])
    return { ...ground, identities: known, language: part.language, now: ctx.now }
  })
  const { answers, silent } = await askEvery(house.sourcesOf(inForce), (source) => lookIn(source, identities))
  return {
    text: written(inForce, language, { answers, silent, identities, now }),
    silent: silent.length > 0,
    others: answers.reduce((sum, { others }) => sum + others, 0),
  }
}

async function lookIn(source: Connector, identities: KnownIn): Promise<Answer> {
  const { subjects, categories } = await source.count({ identifiers: knownAs({ identities }, source.name) })
  const contacts = identities.get("*") ?? []
  const found = await Promise.all(contacts.map(({ kind, value }) => source.find(kind, value)))
  const others = new Set(found.flat().filter((key) => !subjects.includes(key)))
  return {
    source: source.name,
    items: categories.reduce((sum, { items }) => sum + items, 0),
    categories: categories.map((each) => each.category),
    others: others.size,
  }
}

type Found = { answers: readonly Answer[]; silent: readonly Silence[]; identities: KnownIn; now: Date }

function written(inForce: InForce, language: Locale, { answers, silent, identities, now }: Found): string {
  const t = translatorFor(language, "copies")
  const word = looseTranslatorFor(language, "copies")
  const title = (name: string) => sourceTitle(inForce.dataMap, name)?.[language] ?? name
  const kinds = [...new Set((identities.get("*") ?? []).map(({ kind }) => kind))]
  const by = kinds.flatMap((kind) => word(`existence.kind.${kind}`) ?? [])
  const lines = answers.map(({ source, items, categories }) =>
    items === 0
      ? t("existence.nothing", { source: title(source) })
      : t("existence.held", {
          ...{ source: title(source), n: items },
          what: categories.map((code) => category(inForce.policy, code).title[language]).join(", "),
        }),
  )
  const isHeld = answers.some(({ items }) => items > 0)
  const end = isHeld ? ["some"] : silent.length > 0 ? ["elsewhere"] : ["none", "elsewhere"]
  return [
    t("existence.looked", {
      time: formatDateTime(now, language),
      by: by.join(", ") || t("existence.unnamed"),
    }),
    [...lines, ...silent.map(({ source }) => t("existence.silent", { source: title(source) }))]
      .map((line) => `– ${line}`)
      .join("\n"),
    end.map((each) => t(`existence.${each as "none"}`)).join(" "),
  ].join("\n\n")
}
