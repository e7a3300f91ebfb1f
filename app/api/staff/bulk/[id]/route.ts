import { scanOfBulk } from "@/lib/disclosures/bulk"
import { staffDownload } from "../../download"

type Context = { params: Promise<{ id: string }> }

/** `GET /api/staff/bulk/[id]`: the scan an act that gives the data of many away rests on; it is about nobody. */
export const GET = async (_request: Request, { params }: Context): Promise<Response> =>
  staffDownload((await params).id, scanOfBulk, (file) => file)
