import { editionFile } from "@/lib/editions/edition-file"
import { staffDownload } from "../../download"

type Context = { params: Promise<{ id: string }> }

/** `GET /api/staff/editions/[id]`: the file of a draft, or of an edition, to write the next one from. */
export const GET = async (_request: Request, { params }: Context): Promise<Response> =>
  staffDownload((await params).id, editionFile, ({ name, text }) => ({
    bytes: new TextEncoder().encode(text),
    mediaType: "application/yaml; charset=utf-8",
    name,
  }))
