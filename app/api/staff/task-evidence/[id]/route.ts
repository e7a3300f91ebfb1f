import { taskEvidence } from "@/lib/tasks/list-tasks"
import { staffDownload } from "../../download"

type Context = { params: Promise<{ id: string }> }

/** `GET /api/staff/task-evidence/[id]`: what was sent to prove an answer; recorded as a view of the person. */
export const GET = async (_request: Request, { params }: Context): Promise<Response> =>
  staffDownload((await params).id, taskEvidence, (file) => file)
