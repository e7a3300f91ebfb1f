import { house } from "@/app/_server/house"
import { publishedKeys } from "@/lib/recipients/notice"

export const dynamic = "force-dynamic"

/** The keys by which anybody checks our notices to recipients (RFC 7517). */
export const GET = (): Response => Response.json(publishedKeys(house().vault))
