import { attachmentForStaff } from "@/lib/requests/staff-documents"
import { staffDownload } from "../../download"

type Context = { params: Promise<{ id: string }> }

/** `GET /api/staff/attachments/[id]`: a document the person attached; recorded as a view of the person. */
export const GET = async (_request: Request, { params }: Context): Promise<Response> =>
  staffDownload((await params).id, attachmentForStaff, (file) => file)
