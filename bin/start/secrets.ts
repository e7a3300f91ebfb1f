import { randomBytes } from "node:crypto"
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import path from "node:path"
import { z } from "zod"

const Secrets = z.object({ AUTH_SECRET: z.string(), MASTER_KEY: z.string() })

/** The secrets of this machine's deployment, made at the first start and kept in `home` for its owner alone. */
export function keptSecrets(home: string): z.infer<typeof Secrets> {
  const file = path.join(home, "secrets.json")
  if (existsSync(file)) return Secrets.parse(JSON.parse(readFileSync(file, "utf8")))
  const made = {
    AUTH_SECRET: randomBytes(32).toString("base64"),
    MASTER_KEY: randomBytes(32).toString("base64"),
  }
  mkdirSync(home, { recursive: true })
  writeFileSync(`${file}.new`, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
  return made
}
