import { readFile } from "node:fs/promises"
import path from "node:path"
import { house } from "@/app/_server/house"
import { currentInForce } from "@/app/_server/policy"

export const dynamic = "force-dynamic"

const KINDS: Record<string, string> = { ".svg": "image/svg+xml", ".png": "image/png" }

/** The logo that the policy in force names, from its folder; 404 where it names none or the file is gone. */
export async function GET(): Promise<Response> {
  const { logo } = (await currentInForce()).policy.organisation
  const kind = logo && KINDS[path.extname(logo)]
  const file = kind ? await readFile(path.join(house().configuration.policy, logo)).catch(() => null) : null
  if (!file || !kind) return new Response(null, { status: 404 })
  return new Response(new Uint8Array(file), {
    headers: { "Content-Type": kind, "Cache-Control": "public, max-age=3600" },
  })
}
