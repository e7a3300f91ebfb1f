import { hookResponse } from "@/app/_server/hook"
import { house } from "@/app/_server/house"
import { receiveStop } from "@/lib/consents/receive-stop"

/** The SMS gateway passes on what people answered; see docs/operations.md. */
export const POST = async (request: Request): Promise<Response> =>
  hookResponse(house(), receiveStop, "carrier:replies", request)
