import { hookResponse } from "@/app/_server/hook"
import { house } from "@/app/_server/house"
import { receiveBounces } from "@/lib/runs/bounces"

/** A carrier says which messages reached nobody; see docs/operations.md. */
export const POST = async (request: Request): Promise<Response> =>
  hookResponse(house(), receiveBounces, "carrier:bounces", request)
