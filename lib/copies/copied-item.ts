import { maskText } from "@/lib/records/mask"
import { bytesOf } from "@/lib/records/shown"
import type { Item, Json } from "@/lib/sources/connector"
import type { Unnamed } from "@/lib/sources/record-block"

/**
 * Why a value stands masked in a copy: it is about somebody else whom the person named (`other_person`), or whom another
 * client named (`another_client`). The item is listed all the same (rule 18).
 */
export type MaskedWhy = "other_person" | "another_client"

/** One item as every file of a copy tells it; `file` is the path of its scan. */
export type CopiedItem = {
  source: string
  field: string
  type: Item["type"]
  value: Json
  masked: MaskedWhy | null
  file: string | null
  origin: string
  givenAt: string | null
  recordedAt: string | null
}

/** The items of one row, and what joins them in the files for programs. */
export type CopiedRecord = { items: readonly CopiedItem[]; name(): string }

/** An item of a source as it goes into a copy: in full, whatever its sensitivity, but for what is about somebody else. */
export function copiedItem(item: Unnamed, file: string | null): CopiedItem {
  const masked = maskedWhy(item)
  const { source, field, type, origin, recordedAt } = item
  return {
    source,
    field,
    type,
    value: masked ? maskedValue(item, masked) : bytesOf(item.value) === null ? (item.value as Json) : null,
    masked,
    file,
    origin: origin.by,
    givenAt: origin.at,
    recordedAt,
  }
}

/** What joins the items of a row: an item's name is its entry in the map, its field and a digest of the row. */
export const recordName = (source: string, id: string): string =>
  `${source}.${id.slice(0, id.indexOf("."))}${id.slice(id.lastIndexOf("."))}`

/** Whose value it is, where it is not the person's own. */
export function maskedWhy({ thirdPerson, origin }: Unnamed): MaskedWhy | null {
  if (!thirdPerson) return null
  return origin.by === "another_client" ? "another_client" : "other_person"
}

/** The end of a number, so that the person knows which of those they named it is; nothing of what somebody else said. */
const maskedValue = ({ type, value }: Unnamed, why: MaskedWhy): string =>
  maskText(type, why === "other_person" && type === "phone" && typeof value === "string" ? value : "")
