import { spawn } from "node:child_process"
import path from "node:path"
import { Unavailable } from "@/lib/errors"

/** What the process that looked at a file says; `bytes`: to be kept instead of those that came in. */
export type Looked = { mediaType: string; bytes: Uint8Array | null } | { refused: string }

/** What looking at one file may take. */
export type Limits = { seconds: number; megabytes: number }
const LIMITS: Limits = { seconds: 20, megabytes: 512 }

/** The memory of so many is what uploads take of this machine at most; so many more may wait for their turn. */
const AT_ONCE = 2
const WAITING = 20

const waiting: (() => void)[] = []
let running = 0

/**
 * Has one file looked at by a process of its own, which knows no secrets, writes nothing and is ended when it takes more than
 * it may: whatever a file does to the code that reads it, it does there. Throws Unavailable when no such process comes to
 * work, or too many files wait.
 */
export async function lookApart(sent: Uint8Array, most: number, limits = LIMITS): Promise<Looked> {
  if (running >= AT_ONCE) {
    if (waiting.length >= WAITING) throw new Unavailable("uploads")
    await new Promise<void>((go) => waiting.push(go))
  } else running += 1
  try {
    return outcome(await run(sent, most, limits), most)
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }
}

type Ran = { said: Buffer; whole: boolean }

/** The kernel holds the process to its memory where it can (Linux); V8's own heap is held everywhere. */
const HELD = 'ulimit -d "$0" 2>/dev/null; exec "$@"'

function run(sent: Uint8Array, most: number, { seconds, megabytes }: Limits): Promise<Ran> {
  const program = path.join(process.cwd(), "bin/upload/look.js")
  const node = [process.execPath, `--max-old-space-size=${Math.ceil(megabytes / 2)}`, program, `${most}`]
  return new Promise((resolve, reject) => {
    const child = spawn("/bin/sh", ["-c", HELD, `${megabytes * 1024}`, ...node], {
      env: { NODE_ENV: "production", UV_THREADPOOL_SIZE: "2", MALLOC_ARENA_MAX: "2" },
      stdio: ["pipe", "pipe", "ignore"],
      timeout: seconds * 1000,
      killSignal: "SIGKILL",
    })
    const said: Buffer[] = []
    let length = 0
    child.stdout.on("data", (chunk: Buffer) => {
      length += chunk.length
      if (length > most + 4096) child.kill("SIGKILL")
      else said.push(chunk)
    })
    child.once("error", () => reject(new Unavailable("uploads")))
    child.once("close", (code) => resolve({ said: Buffer.concat(said), whole: code === 0 }))
    // It may end before it has read all: that is said by how it ended.
    child.stdin.on("error", () => undefined)
    child.stdin.end(sent)
  })
}

function outcome({ said, whole }: Ran, most: number): Looked {
  if (said[0] !== "+".charCodeAt(0)) throw new Unavailable("uploads")
  const end = said.indexOf("\n")
  if (!whole || end < 0) return { refused: "file_damaged" }
  const { mediaType, refused } = JSON.parse(said.subarray(1, end).toString()) as Record<string, string>
  if (refused || !mediaType) return { refused: refused ?? "file_damaged" }
  const bytes = said.subarray(end + 1)
  return bytes.length > most
    ? { refused: "file_too_big" }
    : { mediaType, bytes: bytes.length > 0 ? bytes : null }
}
