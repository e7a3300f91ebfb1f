import { hookResponse } from "@/app/_server/hook"
import { house } from "@/app/_server/house"

/** A source says that something changed; see docs/operations.md. */
export const POST = async (
  request: Request,
  { params }: { params: Promise<{ source: string }> },
): Promise<Response> => hookResponse(house(), (await params).source, request)
