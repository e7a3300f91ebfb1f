import type { Ctx, StaffActor } from "@/lib/context"
import { dayIn } from "@/lib/deadlines/day"
import { isInForce, listProcessors, type Processor } from "@/lib/disclosures/processors"
import { Forbidden } from "@/lib/errors"
import { may } from "@/lib/permissions"
import { type InForce, inForce as inForceNow } from "@/lib/policy/editions"
import { basis, category, origin, purpose, recipient } from "@/lib/policy/lookup"
import type { Category } from "@/lib/policy/schema"
import { type Citation, LOCALES, type Text } from "@/lib/policy/text-schema"
import { heldCategories, heldFields } from "@/lib/sources/holdings"
import { PORTAL, type SourceMap } from "@/lib/sources/map-schema"

/** The fields of the Agency's register of holders (Law 58, art. 30), in its order. */
export const REGISTER_FIELDS = [
  "array",
  "holder",
  "purposes",
  "storage",
  "data",
  "subjects",
  "sources",
  "informing",
  "security",
  "responsible",
  "recipients",
  "cross_border",
] as const
export type RegisterField = (typeof REGISTER_FIELDS)[number]

/** One statement of a field and who says so; without a citation the organisation says it of itself. */
export type RegisterLine = { text: Text; cites: readonly Citation[] }

/** One array of personal data: what one source holds. A field without lines has nothing to state. */
export type RegisterArray = {
  code: string
  title: Text
  fields: { field: RegisterField; lines: RegisterLine[] }[]
}

/**
 * The register of processing as policy, data map and processors' contracts have it today, an array for each source and
 * the portal. Throws Forbidden.
 */
export async function processingRegister(
  ctx: Ctx<StaffActor>,
): Promise<{ inForce: InForce; arrays: RegisterArray[] }> {
  if (!may(ctx.actor, "processing.read")) throw new Forbidden()
  const inForce = await inForceNow(ctx.db)
  const today = dayIn(ctx.now, inForce.policy.organisation.timezone)
  const processors = (await listProcessors(ctx)).filter((each) => isInForce(each, today))
  return { inForce, arrays: arraysOf(inForce, processors) }
}

type Held = { code: string; title: Text; categories: Category[]; origins: string[] }

/** The arrays of a deployment, the portal's own last. */
export function arraysOf(inForce: InForce, processors: readonly Processor[]): RegisterArray[] {
  const { policy, dataMap } = inForce
  const known = (codes: readonly string[]) =>
    policy.categories.filter(({ code }) => codes.includes(code)).map(({ code }) => category(policy, code))
  const sources = Object.entries(dataMap.sources).map(
    ([code, map]): Held => ({
      code,
      title: map.title,
      categories: known(heldCategories(map)),
      origins: originsIn(map),
    }),
  )
  const own = Object.values(dataMap.portal.holds)
  const portal: Held = {
    code: PORTAL,
    title: dataMap.portal.title,
    categories: known(own.map((each) => each.category)),
    origins: own.map((each) => each.origin),
  }
  return [...sources, portal].map((held) => ({
    code: held.code,
    title: held.title,
    fields: REGISTER_FIELDS.map((field) => ({ field, lines: LINES[field](inForce, held, processors) })),
  }))
}

const originsIn = (map: SourceMap): string[] =>
  heldFields(map).flatMap(({ origin: from }) =>
    typeof from === "string" ? [from] : [...Object.values(from.codes), from.else],
  )

const same = (word: string): Text => ({ ky: word, ru: word, en: word })
const joined = (parts: readonly Text[], by: string): Text => {
  const [ky, ru, en] = LOCALES.map((locale) => parts.map((part) => part[locale]).join(by))
  return { ky: ky ?? "", ru: ru ?? "", en: en ?? "" }
}
const line = (parts: readonly Text[], cites: readonly Citation[] = [], by = ": "): RegisterLine => ({
  text: joined(parts, by),
  cites,
})
const titled = ({ title, clause }: { title: Text; clause: string }) => line([title], [{ clause }])
const once = <T>(list: readonly T[]): T[] => [...new Set(list)]

type Lines = (inForce: InForce, held: Held, processors: readonly Processor[]) => RegisterLine[]

const concerned = ({ categories }: Held, { categories: given }: Processor) =>
  categories.some(({ code }) => given.includes(code))

const servedBy = ({ policy }: InForce, { categories }: Held) => {
  const served = new Set(categories.flatMap(({ purposes }) => purposes))
  return policy.purposes.filter(({ code }) => served.has(code)).map(({ code }) => purpose(policy, code))
}

const LINES: Record<RegisterField, Lines> = {
  array: (_, { title }) => [line([title])],
  holder: ({ policy: { organisation } }) => [
    line([organisation.legalName]),
    line([organisation.address]),
    line([same(organisation.site)]),
    ...organisation.contacts.filter(({ kind }) => kind !== "cabinet").map(({ value }) => line([value])),
  ],
  purposes: (inForce, held) => [
    ...servedBy(inForce, held).map((each) =>
      line([each.title, basis(inForce.profile, each.basis).title], each.cites),
    ),
    ...[inForce.policy.processing?.methods ?? []].flat().map(({ text, cites }) => line([text], cites)),
  ],
  storage: ({ policy }, { categories }) =>
    policy.retentionRules.flatMap(({ code, title, cites }) => {
      const kept = categories.filter(({ retention }) => retention === code)
      const names = joined(
        kept.map((each) => each.title),
        ", ",
      )
      return kept.length > 0 ? [line([title, names], cites)] : []
    }),
  data: (_, { categories }) =>
    categories.map(({ title, clause, fields }) =>
      line(
        [
          title,
          joined(
            fields.map((each) => each.title),
            ", ",
          ),
        ],
        [{ clause }],
      ),
    ),
  subjects: ({ policy }) => policy.subjectKinds.map(titled),
  sources: ({ policy }, { origins }) =>
    once(origins).map((code) => {
      const { title, staffHeading, clause } = origin(policy, code)
      return line([staffHeading ?? title], [{ clause }])
    }),
  informing: ({ policy }) =>
    policy.notices.map(({ title, description, cites }) => line([title, description], cites)),
  security: ({ policy }) => policy.processing?.measures.map(({ text, cites }) => line([text], cites)) ?? [],
  responsible: ({ policy: { organisation } }) => {
    const { title, email, phone, address } = organisation.dataProtection
    return [line([title, same(email), same(phone), address], [], ", ")]
  },
  recipients: ({ policy }, held, processors) => [
    ...once(held.categories.flatMap(({ recipients }) => recipients)).map((code) =>
      titled(recipient(policy, code)),
    ),
    ...processors
      .filter((each) => concerned(held, each))
      .map(({ name, service, contractNumber }) => line([same(name), same(`${service} (${contractNumber})`)])),
  ],
  cross_border: (inForce, held, processors) => [
    ...servedBy(inForce, held).flatMap(({ title, operations }) =>
      operations.filter(({ code }) => code === "cross_border").map(({ cites }) => line([title], cites)),
    ),
    ...processors
      .filter((each) => concerned(held, each))
      .map(({ name, country }) => line([same(name), same(country)])),
  ],
}
