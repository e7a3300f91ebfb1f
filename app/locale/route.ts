import type { NextRequest } from "next/server"
import { rememberLocale } from "@/app/_server/locale"
import { ownOrigins } from "@/app/_server/origin"
import { isLocale } from "@/lib/format/locale"
import { pathBack } from "./back"

/**
 * `GET /locale?to=ru[&back=/path]`: keeps the language and returns to the page the link was on. An unknown language
 * changes nothing. A preference, not data: a plain link, so that it works everywhere.
 */
export const GET = async (request: NextRequest): Promise<Response> => {
  const to = request.nextUrl.searchParams.get("to")
  if (isLocale(to)) await rememberLocale(to)
  const back = request.nextUrl.searchParams.get("back")
  const location = pathBack(request.headers.get("referer"), back, ownOrigins())
  return new Response(null, { status: 303, headers: { Location: location } })
}
