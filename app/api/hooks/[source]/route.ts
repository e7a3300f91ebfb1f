import { hookResponse } from "@/app/_server/hook"
import { house } from "@/app/_server/house"
import { receiveDelivery } from "@/lib/hooks/receive"

/** A source says that something changed; see docs/operations.md. */
export const POST = async (
  request: Request,
  { params }: { params: Promise<{ source: string }> },
): Promise<Response> => hookResponse(house(), receiveDelivery, (await params).source, request)
