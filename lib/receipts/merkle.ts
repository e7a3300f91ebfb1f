import { areSame, type Bytes, sha256 } from "@/lib/receipts/bytes"

const LEAF = Uint8Array.of(0)
const NODE = Uint8Array.of(1)

/** The hash under which an entry hangs in the tree (RFC 6962, 2.1). */
export const leafHash = (leaf: Uint8Array): Promise<Bytes> => sha256(LEAF, leaf)

const nodeHash = (left: Uint8Array, right: Uint8Array): Promise<Bytes> => sha256(NODE, left, right)

const isOdd = (number: number) => number % 2 === 1
const half = (number: number) => Math.floor(number / 2)

/**
 * The root a tree of `size` entries has if the hash stands at `index` and `path` leads up from it (RFC 9162, 2.1.3.2);
 * null where the path is not as long as it must be.
 */
export async function rootAbove(
  { index, size }: { index: number; size: number },
  hash: Bytes,
  path: readonly Bytes[],
): Promise<Bytes | null> {
  if (index >= size) return null
  let [at, last, root] = [index, size - 1, hash]
  for (const beside of path) {
    if (last === 0) return null
    if (isOdd(at) || at === last) {
      root = await nodeHash(beside, root)
      while (at !== 0 && !isOdd(at)) [at, last] = [half(at), half(last)]
    } else {
      root = await nodeHash(root, beside)
    }
    ;[at, last] = [half(at), half(last)]
  }
  return last === 0 ? root : null
}

type Head = { size: number; root: Bytes }

const isPowerOfTwo = (number: number): boolean => number === 1 || (!isOdd(number) && isPowerOfTwo(number / 2))

/** Whether the larger tree begins with all of the smaller one, as `path` is to show (RFC 9162, 2.1.4.2). */
export async function isContinued(older: Head, newer: Head, path: readonly Bytes[]): Promise<boolean> {
  if (older.size > newer.size) return false
  if (older.size === newer.size) return path.length === 0 && areSame(older.root, newer.root)
  if (older.size === 0) return path.length === 0
  const [first, ...rest] = isPowerOfTwo(older.size) ? [older.root, ...path] : path
  if (!first) return false
  let [at, last, oldRoot, newRoot] = [older.size - 1, newer.size - 1, first, first]
  while (isOdd(at)) [at, last] = [half(at), half(last)]
  for (const beside of rest) {
    if (last === 0) return false
    if (isOdd(at) || at === last) {
      ;[oldRoot, newRoot] = [await nodeHash(beside, oldRoot), await nodeHash(beside, newRoot)]
      while (at !== 0 && !isOdd(at)) [at, last] = [half(at), half(last)]
    } else {
      newRoot = await nodeHash(newRoot, beside)
    }
    ;[at, last] = [half(at), half(last)]
  }
  return last === 0 && areSame(oldRoot, older.root) && areSame(newRoot, newer.root)
}
