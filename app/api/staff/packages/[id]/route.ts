import { house } from "@/app/_server/house"
import { takePackage } from "@/lib/copies/take-package"
import { staffFile } from "../../download"

type Context = { params: Promise<{ id: string }> }

/** `GET /api/staff/packages/[id]`: a package to be handed over; recorded as a view of all that is in it. */
export const GET = async (_request: Request, { params }: Context): Promise<Response> =>
  staffFile((await params).id, async (signed, id) => ({
    ...(await takePackage(house(), signed, id)),
    mediaType: "application/zip",
  }))
