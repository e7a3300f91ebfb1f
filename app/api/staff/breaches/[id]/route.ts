import { staffHouse } from "@/app/_server/house"
import { currentLocale } from "@/app/_server/locale"
import { breachFile } from "@/lib/breaches/breach-file"
import { locales } from "@/lib/format/locale"
import { staffFile } from "../../download"

type Context = { params: Promise<{ id: string }> }

/** `GET /api/staff/breaches/[id]?as=pdf|json&lang=ky|ru|en`: the account of a breach for the supervising body. */
export const GET = async (request: Request, { params }: Context): Promise<Response> => {
  const asked = new URL(request.url).searchParams
  const kind = asked.get("as") === "json" ? "json" : "pdf"
  const language = locales.find((code) => code === asked.get("lang")) ?? (await currentLocale())
  return staffFile((await params).id, async (signed, breach) => {
    const { name, body } = await breachFile(staffHouse(), signed, { breach, kind, language })
    const mediaType = kind === "json" ? "application/json" : "application/pdf"
    return { name, bytes: Buffer.from(body), mediaType }
  })
}
