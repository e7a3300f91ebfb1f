import { once } from "node:events"
import net from "node:net"

/**
 * What a proxy does with answers: everything passes, each waits, nothing comes any more, the connection breaks, the far
 * side closes and the near one is left open, or bytes come that mean nothing. `after` counts bytes of answers from the
 * moment it is set. What breaks, breaks once; what hangs, waits or refuses does so until something else is set.
 */
export type Mode =
  | { is: "pass" }
  | { is: "delay"; ms: number }
  | { is: "hang"; after: number }
  | { is: "cut"; after: number }
  | { is: "half-close"; after: number }
  | { is: "garbage"; after: number }
  | { is: "refuse" }

export type NetProxy = {
  /** The address of `url` by way of the proxy. */
  through(url: string): string
  set(mode: Mode): void
  /** Ends every connection that is open now. */
  drop(): void
  /** Bytes of answers since something was set. */
  answered(): number
  /** Whether what was set has happened. */
  hasStruck(): boolean
  close(): Promise<void>
}

type Pair = { near: net.Socket; far: net.Socket; held: Buffer[] }

/**
 * A small TCP proxy on loopback in front of `to`, through which faults of the network are made. Where `to` says another
 * port later, the next connection goes there: what was started again may have one.
 */
export async function openProxy(to: { host: string; port: number }): Promise<NetProxy> {
  const pairs = new Set<Pair>()
  let mode: Mode = { is: "pass" }
  let [answered, struck] = [0, false]
  const set = (next: Mode) => {
    ;[mode, answered, struck] = [next, 0, false]
    for (const pair of pairs) {
      for (const chunk of pair.held.splice(0)) pair.near.write(chunk)
    }
  }
  const strike = ({ near, far }: Pair, kind: Mode["is"], rest: Buffer) => {
    struck = true
    if (kind === "hang") return
    if (kind === "garbage") near.write(Buffer.alloc(Math.max(rest.length, 64), 0xa5))
    if (kind === "half-close") near.end()
    else if (kind === "cut") near.resetAndDestroy()
    far.destroy()
    mode = { is: "pass" }
  }
  const answer = (pair: Pair, chunk: Buffer) => {
    const before = answered
    answered += chunk.length
    if (mode.is === "hang" && struck) return void pair.held.push(chunk)
    if (mode.is === "delay") return void setTimeout(() => pair.near.write(chunk), mode.ms)
    if (mode.is === "pass" || mode.is === "refuse" || answered < mode.after)
      return void pair.near.write(chunk)
    const whole = Math.max(0, mode.after - before)
    if (whole > 0) pair.near.write(chunk.subarray(0, whole))
    const rest = chunk.subarray(whole)
    if (mode.is === "hang") pair.held.push(rest)
    strike(pair, mode.is, rest)
  }
  const server = net.createServer((near) => {
    if (mode.is === "refuse") return void near.resetAndDestroy()
    const pair: Pair = { near, far: net.connect(to), held: [] }
    pairs.add(pair)
    near.setNoDelay(true)
    pair.far.setNoDelay(true)
    near.on("data", (chunk) => pair.far.write(chunk))
    pair.far.on("data", (chunk) => answer(pair, chunk))
    for (const [one, other] of [
      [near, pair.far],
      [pair.far, near],
    ] as const) {
      one.on("error", () => other.destroy())
      one.on("close", () => {
        pairs.delete(pair)
        other.end()
      })
    }
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as net.AddressInfo
  const drop = () => {
    for (const { near, far } of pairs) for (const socket of [near, far]) socket.destroy()
  }
  return {
    through: (url) => Object.assign(new URL(url), { host: `127.0.0.1:${port}` }).href,
    set,
    drop,
    answered: () => answered,
    hasStruck: () => struck,
    async close() {
      drop()
      server.close()
      await once(server, "close")
    },
  }
}
