import { connect } from "node:net"

/** What the scanner says; "away": it did not answer, or not about the file. */
export type Verdict = "clean" | "infected" | "away"

const PIECE = 64 * 1024
const SECONDS = 30

/**
 * Asks ClamAV's daemon about a file (`INSTREAM`): at `tcp://host:3310` or `unix:///run/clamav/clamd.ctl`. Only its plain "OK"
 * says that a file is clean; an error of its own says nothing.
 */
export async function scan(url: string, bytes: Uint8Array, seconds = SECONDS): Promise<Verdict> {
  try {
    const said = await ask(url, bytes, seconds)
    if (/^stream: OK$/.test(said)) return "clean"
    return /^stream: .+ FOUND$/.test(said) ? "infected" : "away"
  } catch {
    return "away"
  }
}

function ask(url: string, bytes: Uint8Array, seconds: number): Promise<string> {
  const { protocol, hostname, port, pathname } = new URL(url)
  const socket =
    protocol === "unix:"
      ? connect(decodeURIComponent(pathname))
      : connect(Number(port || 3310), hostname.replace(/^\[|\]$/g, ""))
  return new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => socket.destroy(new Error("no answer")), seconds * 1000)
    let said = ""
    socket.setEncoding("utf8")
    socket.on("data", (text: string) => {
      said += text
      if (said.length > 4096) socket.destroy(new Error("no answer of ClamAV"))
    })
    socket.once("error", reject)
    // It may answer, and end, before it has heard all.
    socket.once("close", () => {
      clearTimeout(late)
      resolve(said.replace(/\0.*$/s, "").trim())
    })
    socket.write("zINSTREAM\0")
    for (let at = 0; at < bytes.length; at += PIECE) {
      const piece = bytes.subarray(at, at + PIECE)
      socket.write(lengthOf(piece.length))
      socket.write(piece)
    }
    socket.write(lengthOf(0))
  })
}

function lengthOf(n: number): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(n)
  return length
}
