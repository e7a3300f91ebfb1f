import { writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { z } from "zod"
import { Policy } from "@/lib/policy/schema"

/** The JSON Schema of `policy.yaml` for editors, as the text of policies/policy.schema.json. */
export const policySchemaText = (): string => {
  const schema = z.toJSONSchema(Policy, { reused: "ref" })
  return `${JSON.stringify({ title: "A privacy policy as data", ...schema }, null, 2)}\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL("../policies/policy.schema.json", import.meta.url), policySchemaText())
}
