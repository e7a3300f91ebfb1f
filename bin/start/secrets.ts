import { randomBytes } from "node:crypto"
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import path from "node:path"
import { z } from "zod"

const Secrets = z.object({ AUTH_SECRET: z.string(), MASTER_KEY: z.string() }).catchall(z.string())
type Secrets = z.infer<typeof Secrets>

const fresh = () => randomBytes(32).toString("base64")

/**
 * The secrets of this machine's deployment, made when they are first needed and kept in `home` for its owner alone;
 * `webhooks` names those of sources that tell what changed.
 */
export function keptSecrets(home: string, webhooks: readonly string[] = []): Secrets {
  const file = path.join(home, "secrets.json")
  const kept = existsSync(file) ? Secrets.parse(JSON.parse(readFileSync(file, "utf8"))) : null
  const missing = webhooks.filter((name) => !kept?.[name])
  if (kept && missing.length === 0) return kept
  const made: Secrets = {
    ...(kept ?? { AUTH_SECRET: fresh(), MASTER_KEY: fresh() }),
    ...Object.fromEntries(missing.map((name) => [name, `whsec_${fresh()}`])),
  }
  mkdirSync(home, { recursive: true })
  writeFileSync(`${file}.new`, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
  return made
}

/** The master key kept in `home`; null where none was made yet. */
export function keptMasterKey(home: string): Buffer | null {
  if (!existsSync(path.join(home, "secrets.json"))) return null
  return Buffer.from(keptSecrets(home).MASTER_KEY, "base64")
}
