import { house } from "@/app/_server/house"
import { letterResponse } from "@/app/api/letters/letter-response"
import { evidencePdf } from "@/lib/requests/dispute-files"
import { translatorFor } from "@/messages/translator"

type Context = { params: Promise<{ number: string }> }

/** `GET /api/requests/[number]/evidence?part=…&lang=…`: all the signed-in person's file holds of a part, as one PDF. */
export const GET = async (request: Request, { params }: Context): Promise<Response> => {
  const [{ number }, asked] = [await params, new URL(request.url).searchParams]
  const wanted = { number, part: asked.get("part") ?? "", language: asked.get("lang") ?? "" }
  return letterResponse(async (signed) => ({
    kind: "pdf",
    ...(await evidencePdf(house(), signed, wanted, (event, language) =>
      translatorFor(language, "request")(`history.${event}`),
    )),
  }))
}
