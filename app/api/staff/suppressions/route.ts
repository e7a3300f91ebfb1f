import { sentFile } from "@/app/_server/sent-file"
import { asStaff, currentSession } from "@/app/_server/session"
import { emptyResponse, savedHeaders } from "@/app/api/saved"
import { checkList } from "@/lib/consents/check-list"
import { Invalid } from "@/lib/errors"
import { logFault } from "@/lib/log"

const back = (code: string): Response =>
  new Response(null, {
    status: 303,
    headers: { Location: `/admin/suppressions?fault=${code}`, "Cache-Control": "no-store" },
  })

/** `POST /api/staff/suppressions`: a list of contacts, given back with the rows marked that are not to be written to. */
export const POST = async (request: Request): Promise<Response> => {
  const session = await currentSession()
  if (session.is === "unavailable") return emptyResponse(503)
  if (session.is !== "actor" || session.signed.actor.kind !== "staff") return emptyResponse(401)
  try {
    const form = await request.formData()
    const [purpose, field] = [form.get("purpose"), form.get("file")]
    const file = await sentFile(field instanceof File ? field : undefined)
    if (typeof purpose !== "string" || !file) return back("list_missing")
    const { bytes } = file
    const { csv } = await asStaff((ctx) => checkList(ctx, { purpose, bytes }))
    return new Response(csv, { headers: savedHeaders("checked.csv", "text/csv; charset=utf-8") })
  } catch (error) {
    if (error instanceof Invalid) return back(error.fields.file?.code ?? "list_missing")
    logFault("suppressions", error)
    return emptyResponse(500)
  }
}
