import { documentForStaff } from "@/lib/disclosures/documents"
import { staffDownload } from "../../download"

type Context = { params: Promise<{ id: string }> }

/** `GET /api/staff/disclosure-documents/[id]`: the scan a disclosure rests on, under a view of the person recorded before. */
export const GET = async (_request: Request, { params }: Context): Promise<Response> =>
  staffDownload((await params).id, documentForStaff, (file) => file)
