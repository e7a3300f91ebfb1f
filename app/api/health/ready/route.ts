import { house } from "@/app/_server/house"
import { outage } from "@/app/_server/outage"
import { currentInForce } from "@/app/_server/policy"
import { missingKeys } from "@/lib/keys/check-keys"
import { keysOf } from "@/lib/keys/provider"

export const dynamic = "force-dynamic"

/** Ready when the database, the keys and a published policy are there, and the database is no restored one. Tells outsiders no more than yes or no. */
export async function GET(): Promise<Response> {
  if ((await outage()) === "restored")
    return Response.json({ status: "restored" }, { status: 503, headers: { "retry-after": "60" } })
  const isReady = await holdsEverything().catch(() => false)
  if (isReady) return Response.json({ status: "ready" })
  return Response.json({ status: "unavailable" }, { status: 503, headers: { "retry-after": "5" } })
}

async function holdsEverything(): Promise<boolean> {
  const { pools, configuration } = house()
  await currentInForce()
  return (await missingKeys(pools.keyring, keysOf(configuration.masterKey))).length === 0
}
