import { hash } from "node:crypto"

/** A stored node: the root of the complete subtree over the leaves [index·2^level, (index+1)·2^level). Level 0 is leaves. */
export type Place = { level: number; index: number }
export type Node = Place & { hash: Buffer }

/** Some leaves that lie together, `to` not included. */
export type Range = { from: number; to: number }

/** What stands before the bytes of a leaf, and before two hashes side by side, as they are hashed. */
export const LEAF = Buffer.of(0)
export const INNER = Buffer.of(1)

export const sha256 = (bytes: Uint8Array): Buffer => hash("sha256", bytes, "buffer")

/** The hash of an entry's bytes as a leaf (RFC 6962, section 2.1). */
export const leafHash = (leaf: Uint8Array): Buffer => sha256(Buffer.concat([LEAF, leaf]))

/** The hash of two subtrees side by side. */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer =>
  sha256(Buffer.concat([INNER, left, right]))

/** The root of a tree without leaves. */
export const EMPTY_ROOT = sha256(Buffer.alloc(0))

/** Which stored nodes make up the leaves of a range, left to right. The range must begin where a subtree does. */
export function placesOf({ from, to }: Range): Place[] {
  const places: Place[] = []
  let begin = from
  while (begin < to) {
    const level = levelWithin(begin, to)
    places.push({ level, index: begin / 2 ** level })
    begin += 2 ** level
  }
  return places
}

/** The highest level whose subtree begins at `begin` and ends at `to` or before. */
function levelWithin(begin: number, to: number): number {
  let level = 0
  while (begin % 2 ** (level + 1) === 0 && begin + 2 ** (level + 1) <= to) level += 1
  return level
}

/** One hash over subtrees that lie side by side, as `placesOf` lists them. */
export function folded(hashes: readonly Buffer[]): Buffer {
  if (hashes.length === 0) return EMPTY_ROOT
  return hashes.reduceRight((right, left) => nodeHash(left, right))
}

/** The largest power of two below `n`. */
function split(n: number): number {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}

/** Whose hashes prove that the leaf at `index` is in the tree of this size, from the leaf's sibling up (section 2.1.1). */
export function inclusionRanges(index: number, size: number): Range[] {
  const ranges: Range[] = []
  let [from, to] = [0, size]
  while (to - from > 1) {
    const middle = from + split(to - from)
    ranges.push(index < middle ? { from: middle, to } : { from, to: middle })
    if (index < middle) to = middle
    else from = middle
  }
  return ranges.reverse()
}

/** Whose hashes prove that the tree of the smaller size is the beginning of the larger (section 2.1.2). */
export function consistencyRanges(smaller: number, larger: number): Range[] {
  if (smaller === 0) return []
  const ranges: Range[] = []
  let [from, to, isWhole] = [0, larger, true]
  while (smaller < to) {
    const middle = from + split(to - from)
    ranges.push(smaller <= middle ? { from: middle, to } : { from, to: middle })
    if (smaller <= middle) to = middle
    else [from, isWhole] = [middle, false]
  }
  return [...(isWhole ? [] : [{ from, to }]), ...ranges.reverse()]
}

/** A tree as far as more leaves can be added to it: its size and the roots of its complete subtrees, largest first. */
export type Frontier = { size: number; hashes: readonly Buffer[] }

export const rootOf = ({ hashes }: Frontier): Buffer => folded(hashes)

/** Adds leaves by their hashes. Returns the tree then, and every node that became complete, leaves among them. */
export function grown(frontier: Frontier, leaves: readonly Buffer[]): { frontier: Frontier; nodes: Node[] } {
  const hashes = [...frontier.hashes]
  const nodes: Node[] = []
  let size = frontier.size
  for (const leaf of leaves) {
    let node: Node = { level: 0, index: size, hash: leaf }
    nodes.push(node)
    while (node.index % 2 === 1) {
      const left = hashes.pop()
      if (!left) throw new Error("a tree's subtrees do not fit its size")
      node = { level: node.level + 1, index: (node.index - 1) / 2, hash: nodeHash(left, node.hash) }
      nodes.push(node)
    }
    hashes.push(node.hash)
    size += 1
  }
  return { frontier: { size, hashes }, nodes }
}

/** The nodes that become complete while a tree grows, as a range of indices for each level. */
export function completed(before: number, after: number): (Range & { level: number })[] {
  const levels: (Range & { level: number })[] = []
  for (let level = 0; 2 ** level <= after; level++) {
    const [from, to] = [Math.floor(before / 2 ** level), Math.floor(after / 2 ** level)]
    if (from < to) levels.push({ level, from, to })
  }
  return levels
}
