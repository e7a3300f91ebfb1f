import { type ChildProcess, spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { connect } from "node:net"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

/** Where Debian and most others put ClamAV's daemon. */
export const clamd = ["/usr/sbin/clamd", "/usr/local/sbin/clamd"].find((file) => existsSync(file))

/** What the only signature of our daemon finds. */
export const HARM = "UKUK-HARMLESS-TEST-OF-HARM"

/** ClamAV's own daemon with one signature, on a socket; `stop` ends it. */
export async function startClamd(program: string): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = await mkdtemp("/tmp/ukuk-clamd-")
  const socket = path.join(folder, "socket")
  await writeFile(path.join(folder, "test.ndb"), `Ukuk.Test:0:*:${Buffer.from(HARM).toString("hex")}\n`)
  const settings = [
    ...[`DatabaseDirectory ${folder}`, `LocalSocket ${socket}`, "Foreground yes", "LogFile /dev/null"],
    ...[`PidFile ${path.join(folder, "pid")}`, `TemporaryDirectory ${folder}`, "ConcurrentDatabaseReload no"],
  ]
  await writeFile(path.join(folder, "conf"), `${settings.join("\n")}\n`)
  const daemon = spawn(program, ["--config-file", path.join(folder, "conf")], { stdio: "ignore" })
  await answering(daemon, socket)
  return {
    url: `unix:${socket}`,
    async stop() {
      const ended = new Promise((done) => daemon.once("close", done))
      daemon.kill("SIGKILL")
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function answering(daemon: ChildProcess, socket: string): Promise<void> {
  for (;;) {
    if (daemon.exitCode !== null) throw new Error("clamd ended before it listened")
    const answers = await new Promise<boolean>((resolve) => {
      const tried = connect(socket, () => resolve(true)).once("error", () => resolve(false))
      tried.once("connect", () => tried.destroy())
    })
    if (answers) return
    await sleep(50)
  }
}
