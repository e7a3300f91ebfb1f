import { house } from "@/app/_server/house"
import { currentInForce } from "@/app/_server/policy"

export const dynamic = "force-dynamic"

/** Ready when the database, the keys and a published policy are there. Tells outsiders no more than yes or no. */
export async function GET(): Promise<Response> {
  try {
    await house().pools.keyring.query("select 1 from wrapped_keys limit 1")
    await currentInForce()
    return Response.json({ status: "ready" })
  } catch {
    return Response.json({ status: "unavailable" }, { status: 503, headers: { "retry-after": "5" } })
  }
}
