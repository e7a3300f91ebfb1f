import { hookResponse } from "@/app/_server/hook"
import { house } from "@/app/_server/house"
import { acknowledge } from "@/lib/recipients/acknowledge"

/** A recipient says what it did with a notice; see /api/v1/openapi.json. */
export const POST = async (request: Request): Promise<Response> =>
  hookResponse(house(), acknowledge, "recipients", request)
