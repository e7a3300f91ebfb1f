import { isIP } from "node:net"

/** Stands for every device whose address nobody of ours wrote: they count as one. */
export const UNKNOWN = "unknown"

/**
 * The address a request came from, out of X-Forwarded-For: each proxy of ours appends whom it was asked by, so it is the
 * one so many places from the end. What a client wrote there itself stands before it and counts for nothing. With no
 * proxy, or a header too short or malformed, the address is unknown.
 */
export function addressFrom(forwarded: string | null, proxies: number): string {
  const chain = (forwarded ?? "").split(",").map((each) => each.trim())
  const found = proxies > 0 ? chain.at(-proxies) : undefined
  const bare = found?.replace(/^\[(.*)\](?::\d+)?$/, "$1").replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1") ?? ""
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1] ?? bare
  return isIP(mapped) ? mapped.toLowerCase() : UNKNOWN
}

/**
 * What is counted as one place: an IPv4 address; of an IPv6 address the first half (/64), of which a household has all.
 */
export function placeOf(address: string): string {
  if (isIP(address) !== 6) return address
  const [head = "", tail] = (address.split("%")[0] ?? "").split("::")
  const groups = (text: string | undefined) => (text ? text.split(":") : [])
  const [first, last] = [groups(head), groups(tail)]
  const filled =
    tail === undefined
      ? first
      : [...first, ...Array(Math.max(8 - first.length - last.length, 0)).fill("0"), ...last]
  return `${filled
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`
}
