import { createHash } from "node:crypto"
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs"
import net from "node:net"
import path from "node:path"
import { z } from "zod"
import type { ServerUser } from "./binaries"

const State = z.object({
  port: z.number().int(),
  password: z.string(),
  data: z.string(),
  owner: z.object({ pid: z.number().int(), mark: z.string() }).nullable(),
})

/** What is kept about the server between starts: where its data is, its port, its superuser's password. */
export type State = z.infer<typeof State>

const stateFile = (home: string) => path.join(home, "postgres.json")

/** The state kept in `home`, or null before the first start. */
export function readState(home: string): State | null {
  const file = stateFile(home)
  return existsSync(file) ? State.parse(JSON.parse(readFileSync(file, "utf8"))) : null
}

/** Writes the state for its owner's eyes only, whole or not at all. */
export function writeState(home: string, state: State): void {
  const fresh = `${stateFile(home)}.${process.pid}`
  writeFileSync(fresh, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 })
  renameSync(fresh, stateFile(home))
}

function openToOthers(folder: string): boolean {
  for (let at = folder; ; at = path.dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false
    if (at === path.dirname(at)) return true
  }
}

/**
 * The folder the server's files go into: `home` itself, made passable, or, when the server runs as
 * another user who cannot pass the folders above it (`/root/…`), one of the machine's own.
 */
export function serverFolder(home: string, user: ServerUser): string {
  mkdirSync(home, { recursive: true, mode: 0o711 })
  if (user.uid === undefined) return home
  chmodSync(home, 0o711)
  if (openToOthers(home)) return home
  const name = createHash("sha256").update(home).digest("hex").slice(0, 16)
  const folder = path.join("/var/lib/ukuk", name)
  mkdirSync(folder, { recursive: true, mode: 0o711 })
  return folder
}

function listens(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = net.createServer()
    probe.once("error", () => resolve(null))
    probe.listen(port, "127.0.0.1", () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === "object" && address ? address.port : null))
    })
  })
}

/** `wanted` if it is free on the loopback address, else another free port. */
export async function freePort(wanted = 0): Promise<number> {
  const port = (await listens(wanted)) ?? (await listens(0))
  if (port === null) throw new Error("No free port on 127.0.0.1.")
  return port
}
