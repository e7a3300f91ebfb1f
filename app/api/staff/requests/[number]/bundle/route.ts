import { staffHouse } from "@/app/_server/house"
import { requestBundle } from "@/lib/requests/bundle"
import { staffExport } from "../../../download"

type Context = { params: Promise<{ number: string }> }

/** `GET /api/staff/requests/[number]/bundle`: all of a request, to be checked without the portal; recorded as a view. */
export const GET = async (_request: Request, { params }: Context): Promise<Response> => {
  const { number } = await params
  return staffExport(async (signed) => ({
    ...(await requestBundle(staffHouse(), signed, number)),
    mediaType: "application/zip",
  }))
}
