import { house } from "@/app/_server/house"
import { currentLocale } from "@/app/_server/locale"
import { letterResponse } from "@/app/api/letters/letter-response"
import { consentRecordFile } from "@/lib/consents/consent-record"

type Context = { params: Promise<{ purpose: string }> }

/** `GET /api/consents/records/[purpose]`: a consent of the signed-in person's as a record of ISO/IEC TS 27560 (JSON-LD). */
export const GET = async (_request: Request, { params }: Context): Promise<Response> => {
  const [{ purpose }, locale] = [await params, await currentLocale()]
  return letterResponse(async ({ actor, token }) => ({
    kind: "jsonld",
    ...(await consentRecordFile(house(), { actor: { ...actor, locale }, token }, purpose)),
  }))
}
