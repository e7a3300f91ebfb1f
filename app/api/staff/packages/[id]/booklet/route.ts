import { house } from "@/app/_server/house"
import { takeBooklet } from "@/lib/copies/take-package"
import { staffFile } from "../../../download"

type Context = { params: Promise<{ id: string }> }

/** `GET /api/staff/packages/[id]/booklet`: the booklet of a package, to be printed at the desk; recorded as a view. */
export const GET = async (_request: Request, { params }: Context): Promise<Response> =>
  staffFile((await params).id, async (signed, id) => ({
    ...(await takeBooklet(house(), signed, id)),
    mediaType: "text/html; charset=utf-8",
  }))
