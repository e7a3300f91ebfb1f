// The process that gives entries their places meanwhile, as the worker does beside whoever writes them.
import { openHouse } from "@/lib/house"
import { keepSequencing } from "@/lib/ledger/keep-sequencing"
import type { Told } from "./ledger-append"

const { masterKey, ...configuration } = JSON.parse(process.env.TOLD ?? "") as Told
const house = openHouse({ ...configuration, masterKey: Buffer.from(masterKey, "base64") }, { size: 2 })
const end = keepSequencing(house)
process.once("message", async () => {
  await end()
  await house.close()
  process.disconnect()
})
process.send?.("ready")
