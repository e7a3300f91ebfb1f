import { house } from "@/app/_server/house"
import { outage } from "@/app/_server/outage"
import { currentInForce } from "@/app/_server/policy"

export const dynamic = "force-dynamic"

/** Ready when the database, the keys and a published policy are there, and the database is no restored one. Tells outsiders no more than yes or no. */
export async function GET(): Promise<Response> {
  if ((await outage()) === "restored")
    return Response.json({ status: "restored" }, { status: 503, headers: { "retry-after": "60" } })
  try {
    await house().pools.keyring.query("select 1 from wrapped_keys limit 1")
    await currentInForce()
    return Response.json({ status: "ready" })
  } catch {
    return Response.json({ status: "unavailable" }, { status: 503, headers: { "retry-after": "5" } })
  }
}
