import { staffHouse } from "@/app/_server/house"
import { translator } from "@/app/_server/locale"
import { takePostList } from "@/lib/runs/post-list"
import { staffFile } from "../../download"

type Context = { params: Promise<{ id: string }> }

/** `GET /api/staff/runs/[id]?list=N`: a list for post as CSV; each person on it is recorded as seen. */
export const GET = async (request: Request, { params }: Context): Promise<Response> => {
  const asked = new URL(request.url).searchParams.get("list") ?? ""
  const list = /^\d{1,6}$/.test(asked) ? Number(asked) : 0
  const t = await translator("runs")
  const words = {
    number: t("csv.number"),
    name: t("csv.name"),
    address: t("csv.address"),
    language: t("csv.language"),
    reason: t("csv.reason"),
  }
  return staffFile((await params).id, async (signed, run) => ({
    ...(await takePostList(staffHouse(), signed, { run, list, words })),
    mediaType: "text/csv; charset=utf-8",
  }))
}
