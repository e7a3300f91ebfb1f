import { staffHouse } from "@/app/_server/house"
import { registerCsv } from "@/lib/disclosures/register-csv"
import { Forbidden } from "@/lib/errors"
import { may } from "@/lib/permissions"
import { staffExport } from "../download"

async function* encoded(lines: AsyncGenerator<string>): AsyncGenerator<Uint8Array> {
  for await (const line of lines) yield Buffer.from(line)
}

/** `GET /api/staff/disclosures`: the register of disclosures as CSV; whom they are about is a reference alone. */
export const GET = (): Promise<Response> =>
  staffExport(async (signed) => {
    if (!may(signed.actor, "disclosures.read")) throw new Forbidden()
    const bytes = encoded(registerCsv(staffHouse(), signed))
    return { bytes, mediaType: "text/csv; charset=utf-8", name: "disclosures.csv" }
  })
