import { sourceContract } from "@/lib/sources/http/openapi"

export const dynamic = "force-dynamic"

/** What a system answers to become a source (OpenAPI 3.1). */
export const GET = (): Response => Response.json(sourceContract())
