import { once } from "node:events"
import type { AddressInfo } from "node:net"
import { SMTPServer } from "smtp-server"

/** A mail as it came over the wire. */
export type Received = { to: string; messageId: string; text: string }

export type MailSink = {
  url: string
  received: Received[]
  /** What is answered about a recipient from now on: a reply of SMTP, or null to take the mail. */
  reply: (to: string) => number | null
  close(): Promise<void>
}

/** A mail server of a test's own: it keeps what it takes (or lets `keep` do so), and answers as it is told. */
export async function mailSink(keep?: (mail: Received) => void): Promise<MailSink> {
  const sink: Omit<MailSink, "url" | "close"> = { received: [], reply: () => null }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    closeTimeout: 100,
    onRcptTo({ address }, _session, answer) {
      const responseCode = sink.reply(address)
      answer(responseCode === null ? null : Object.assign(new Error("not this one"), { responseCode }))
    },
    onData(stream, session, answer) {
      const chunks: Buffer[] = []
      stream.on("data", (chunk: Buffer) => chunks.push(chunk))
      stream.on("end", () => {
        const text = Buffer.concat(chunks).toString()
        const to = session.envelope.rcptTo[0]?.address ?? ""
        const mail = { to, messageId: /^Message-ID: <(.*)>/im.exec(text)?.[1] ?? "", text }
        if (keep) keep(mail)
        else sink.received.push(mail)
        answer()
      })
    },
  })
  server.on("error", () => undefined)
  server.listen(0, "127.0.0.1")
  await once(server.server, "listening")
  return Object.assign(sink, {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    close: () => new Promise<void>((done) => server.close(done)),
  })
}
