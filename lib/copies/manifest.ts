import { type Copy, sourceIn } from "@/lib/copies/copy"
import type { ListedFile } from "@/lib/copies/zip"
import { canonical } from "@/lib/ledger/record"
import { translatorFor } from "@/messages/translator"

/** The organisation's mark over bytes: it alone can make and check it. */
export type Mark = (bytes: Buffer) => Buffer

/**
 * What is in the package, as the person or another service reads it: every file with its SHA-256, when and under which
 * edition it was made, which sources answered, how many items each category has, what is masked and why, and how the
 * formats are to be read. `mark` is over the canonical JSON of all the rest.
 */
export function manifestJson(copy: Copy, files: readonly ListedFile[], mark: Mark): string {
  const { inForce, language, request, madeAt, taken } = copy
  const t = translatorFor(language, "copies")
  const { organisation } = inForce.policy
  const body = {
    format: "ukuk-manifest/1",
    request,
    language,
    madeAt: madeAt.toISOString(),
    organisation: organisation.legalName[language],
    policyEdition: inForce.edition.number,
    sources: taken.sources.map(({ name, known, at }) => ({
      ...{ code: name, title: sourceIn(copy, name), answered: true, at: at.toISOString() },
      knowsThePerson: known,
    })),
    items: taken.categories.reduce((sum, { items }) => sum + items, 0),
    categories: taken.categories.map(({ category, items }) => ({
      ...{ code: category.code, title: category.title[language], items },
    })),
    masked: taken.categories.flatMap(({ category, masked }) =>
      [...masked.values()].map(({ field, why, items }) => ({
        ...{ category: category.code, field, items, why, explained: t(`masked.${why}`) },
      })),
    ),
    notHeld: Object.entries(inForce.dataMap.notHeld ?? {}).map(([code, why]) => ({
      ...{ code, why: why[language] },
    })),
    formats: [t("format.json"), t("format.csv"), t("format.html"), t("format.files")],
    files: files.map(({ name, mediaType, bytes, sha256 }) => ({ name, mediaType, bytes, sha256 })),
  }
  const marked = { ...body, mark: { algorithm: "HMAC-SHA256", over: t("format.mark") } }
  const value = mark(Buffer.from(canonical(body))).toString("hex")
  return `${JSON.stringify({ ...marked, mark: { ...marked.mark, value } }, null, 2)}\n`
}
