import { house } from "@/app/_server/house"
import { openApi } from "@/lib/recipients/openapi"

export const dynamic = "force-dynamic"

/** What machines may rely on (OpenAPI 3.1). */
export const GET = (): Response => Response.json(openApi(house().appUrl))
