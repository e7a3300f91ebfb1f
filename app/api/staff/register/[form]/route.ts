import { registerWords } from "@/app/_records/register-words"
import { currentLocale, translator } from "@/app/_server/locale"
import { asStaff } from "@/app/_server/session"
import { NotFound } from "@/lib/errors"
import { processingRegister } from "@/lib/processing/register"
import { registerJson, registerRows, registerXlsx } from "@/lib/processing/register-files"
import { staffExport } from "../../download"

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

type Props = { params: Promise<{ form: string }> }

/** `GET /api/staff/register/xlsx` and `…/json`: the register of processing, the workbook in the reader's language. */
export const GET = (_request: Request, { params }: Props): Promise<Response> =>
  staffExport(async () => {
    const { form } = await params
    const { inForce, arrays, madeAt } = await asStaff(async (ctx) => ({
      ...(await processingRegister(ctx)),
      madeAt: ctx.now,
    }))
    if (form === "json") {
      const bytes = Buffer.from(JSON.stringify(registerJson(inForce, arrays, madeAt), null, 2))
      return { bytes, mediaType: "application/json", name: "register.json" }
    }
    if (form !== "xlsx") throw new NotFound()
    const [t, words, locale] = [await translator("processing"), await registerWords(), await currentLocale()]
    const rows = registerRows(inForce, arrays, locale, words)
    return { bytes: await registerXlsx(rows, t("sheet")), mediaType: XLSX, name: "register.xlsx" }
  })
