import { parseArgs } from "node:util"
import { loadLender } from "@/db/lender/load"

const USAGE = `Fills a demo lender's database with synthetic customers, for measurements.

  node --import tsx bin/lender.ts --url URL [--borrowers N] [--connector-password WORD] [--heavy-phone PHONE]

  --url                 owner's connection to an empty database
  --borrowers           1 to 1,000,000; 5,000 unless given
  --connector-password  password of the role ukuk_connector
  --heavy-phone         the customer with this phone gets 1,000 page requests`

const { values } = parseArgs({
  options: {
    url: { type: "string" },
    borrowers: { type: "string", default: "5000" },
    "connector-password": { type: "string", default: "connector" },
    "heavy-phone": { type: "string" },
    help: { type: "boolean", default: false },
  },
})

const borrowers = Number(values.borrowers)
if (values.help) {
  console.log(USAGE)
} else if (!values.url || !Number.isInteger(borrowers) || borrowers < 1 || borrowers > 1_000_000) {
  console.error(USAGE)
  process.exitCode = 2
} else {
  const started = performance.now()
  const heavyPhone = values["heavy-phone"]
  const { customers } = await loadLender({
    ownerUrl: values.url,
    borrowers,
    connectorPassword: values["connector-password"],
    ...(heavyPhone ? { heavyPhone } : {}),
  })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1024)
  console.log(JSON.stringify({ customers, seconds: Number(seconds), peakMb }))
}
