import net from "node:net"
import { setTimeout as sleep } from "node:timers/promises"

/** Throws when another program holds the port on the loopback address. */
export async function requireFreePort(port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = net.createServer()
    probe.once("error", () =>
      reject(new Error(`Port ${port} is taken by another program; set PORT to a free one.`)),
    )
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve()))
  })
}

/**
 * Waits until the web server says that it and what it needs are ready; throws after `patience` ms, not counting the time
 * in which a restored database is set right.
 */
export async function untilReady(port: number, patience: number): Promise<void> {
  let end = Date.now() + patience
  let answer = "no answer"
  while (Date.now() < end) {
    try {
      const response = await fetch(`http://127.0.0.1:${port}/api/health/ready`, {
        signal: AbortSignal.timeout(5_000),
      })
      if (response.ok) return
      answer = `${response.status} ${await response.text()}`
      if (answer.includes("restored")) end = Date.now() + patience
    } catch {
      answer = "no answer"
    }
    await sleep(250)
  }
  throw new Error(`The web server did not become ready: ${answer}`)
}
