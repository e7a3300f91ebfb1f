/**
 * The origins this deployment answers to: that of `APP_URL`; without it, loopback on `PORT`. The names of loopback
 * stand for one another. Taken from the configuration, never from the Host header, which the sender chooses.
 */
export const ownOrigins = (): readonly string[] => {
  const url = new URL(process.env.APP_URL || `http://localhost:${process.env.PORT || "3000"}`)
  if (!loopback.includes(url.hostname)) return [url.origin]
  return loopback.map((host) => new URL(`${url.protocol}//${host}${url.port && `:${url.port}`}`).origin)
}

const loopback = ["localhost", "127.0.0.1", "[::1]"]

/**
 * Whether a request that changes something comes from our own pages: Origin must be ours to the letter, and
 * Sec-Fetch-Site, which browsers send, must be same-origin. A missing Origin is refused.
 */
export const isOwnOrigin = (headers: Pick<Headers, "get">): boolean => {
  const site = headers.get("sec-fetch-site")
  if (site !== null && site !== "same-origin") return false
  return ownOrigins().includes(headers.get("origin") ?? "")
}
