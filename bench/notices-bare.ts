import { createTransport } from "nodemailer"

/** Sends as many mails as asked straight to a mail server over kept connections: how fast it takes them at best. */
const [url = "", count = "0", connections = "4"] = process.argv.slice(2)
const mailer = createTransport({
  url,
  pool: true,
  maxConnections: Number(connections),
  maxMessages: Number.POSITIVE_INFINITY,
})
const text = "Текст, ошондой эле узундукта болсун деп жазылган, эч нерсе айтпайт. ".repeat(6)
const AT_ONCE = 200
for (let sent = 0; sent < Number(count); sent += AT_ONCE) {
  const batch = Array.from({ length: Math.min(AT_ONCE, Number(count) - sent) }, (_, i) => sent + i)
  await Promise.all(
    batch.map((n) =>
      mailer.sendMail({
        from: { name: "Bench", address: "noreply@localhost" },
        to: { name: "", address: `person-${n}@example.kg` },
        subject: "Маалыматыңызга эмне болду",
        text,
        messageId: `<bare-${n}@ukuk>`,
      }),
    ),
  )
}
mailer.close()
