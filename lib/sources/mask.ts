import { createHash } from "node:crypto"
import type { Field } from "./map-schema"

/**
 * So many letters and digits at least has what a key puts in place of a value. Of fewer, chance alone makes a real value
 * and its mask the same now and then (of one digit, each tenth time), so that it would be taken for erased.
 */
export const LEAST_SIGNS = 10

/** The two keys of HMAC-SHA-256 over a place and a key, as a database takes them. */
export type MaskKeys = { readonly inner: string; readonly outer: string }

/** The two keys of HMAC-SHA-256 (RFC 2104) for masks, as hexadecimal text: a database computes the rest. */
export function maskKeys(pepper: string): MaskKeys {
  const key = Buffer.alloc(64)
  createHash("sha256").update(`mask\0${pepper}`).digest().copy(key)
  const padded = (byte: number) => Buffer.from(key.map((each) => each ^ byte)).toString("hex")
  return { inner: padded(0x36), outer: padded(0x5c) }
}

/** The signs a column's texts may have, by its full type in either server's words; null where there is no such end. */
const widthOf = (full: string): number | null => {
  const found = /^(?:character(?: varying)?|(?:var)?char)\((\d+)\)/.exec(full)
  return found ? Number(found[1]) : null
}

/** The width of a column too narrow for a mask that nobody can take for a real value; null where there is room. */
export function tooNarrow({ erase, path }: Pick<Field, "erase" | "path">, full: string): number | null {
  if (path || (erase !== "hash" && erase !== "random_same_shape")) return null
  const width = widthOf(full)
  return width !== null && width < LEAST_SIGNS ? width : null
}
