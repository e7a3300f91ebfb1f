import { house } from "@/app/_server/house"
import { isLedgerLate } from "@/app/_server/ledger"
import { outage } from "@/app/_server/outage"
import { currentInForce } from "@/app/_server/policy"
import { missingKeys } from "@/lib/keys/check-keys"
import { keysOf } from "@/lib/keys/provider"

export const dynamic = "force-dynamic"

/**
 * Ready when the database, the keys and a published policy are there, and the database is no restored one. Where the ledger
 * is not signed it is `degraded`, and still 200: acts go on, and no balancer is to take the portal away for it. Tells
 * outsiders no more than that.
 */
export async function GET(): Promise<Response> {
  if ((await outage()) === "restored")
    return Response.json({ status: "restored" }, { status: 503, headers: { "retry-after": "60" } })
  const status = await standing().catch(() => null)
  if (status) return Response.json({ status })
  return Response.json({ status: "unavailable" }, { status: 503, headers: { "retry-after": "5" } })
}

async function standing(): Promise<"ready" | "degraded" | null> {
  const { pools, configuration } = house()
  await currentInForce()
  if ((await missingKeys(pools.keyring, keysOf(configuration.masterKey))).length > 0) return null
  return (await isLedgerLate()) ? "degraded" : "ready"
}
