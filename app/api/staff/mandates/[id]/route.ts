import { proofForStaff } from "@/lib/mandates/proof-for-staff"
import { staffDownload } from "../../download"

type Context = { params: Promise<{ id: string }> }

/** `GET /api/staff/mandates/[id]`: the scan that shows somebody's authority, under a view of the person recorded before. */
export const GET = async (_request: Request, { params }: Context): Promise<Response> =>
  staffDownload((await params).id, proofForStaff, (file) => file)
