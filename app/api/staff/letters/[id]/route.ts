import { pdfOf } from "@/lib/requests/printed-letter"
import { letterForStaff } from "@/lib/requests/staff-documents"
import { staffDownload } from "../../download"

type Context = { params: Promise<{ id: string }> }

/** `GET /api/staff/letters/[id]`: a letter of a request as PDF; recorded as a view of the person. */
export const GET = async (_request: Request, { params }: Context): Promise<Response> =>
  staffDownload((await params).id, letterForStaff, async ({ inForce, letter, registration, at }) => ({
    bytes: await pdfOf(inForce, letter, { number: registration, at }),
    mediaType: "application/pdf",
    name: `${registration.replace("/", "-")}.pdf`,
  }))
