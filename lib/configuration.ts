import path from "node:path"
import { z } from "zod"
import { KeyFileFault, openKeyFile } from "@/lib/keys/key-file"
import type { MasterKey } from "@/lib/keys/provider"

/** Variables as they come: names to values. */
type Source = Record<string, string | undefined>

/** What the variables say, before a start fills in what it makes itself. URLs are strings, keys are bytes. */
export type Variables = {
  port: number
  appUrl: string
  /** The owner's address of the portal's database; null: the embedded server. */
  databaseUrl: string | null
  home: string
  /** Where the erasure register lies, if not in `home`. */
  erasureRegister?: string | undefined
  /** Where the ledger's checkpoints lie, if not in `home`. */
  checkpoints?: string | undefined
  policy: string
  demo: boolean
  /** For how long an erasure can be taken back in the demo; elsewhere the policy says it. */
  takeBackSeconds?: number | undefined
  authSecret: string | null
  masterKey: MasterKey | null
  /** The file the master keys were read from, if so: it may hold several epochs. */
  masterKeyFile?: string | undefined
  smtpUrl: string | null
  smsUrl: string | null
  /** ClamAV's daemon; without: files are taken unscanned, and staff are told so. */
  clamdUrl?: string | undefined
  /** How many messages of one notice to many leave in a second, at most. */
  noticesPerSecond: number
  /** How many proxies of the organisation's stand before the web server and append to X-Forwarded-For. */
  trustedProxies?: number
  oidc: { issuer: string; clientId: string; clientSecret: string } | null
  /** Connections of sources, by the variable's name (`LENDER_URL`), as data maps refer to them. */
  connections: Record<string, string>
  /** Secrets of sources that tell what changed, by the variable's name (`LENDER_WEBHOOK_SECRET`). */
  webhookSecrets: Record<string, string>
}

/** What a running web server or worker needs: nothing in it is missing. */
export type Configuration = Variables & {
  databaseUrl: string
  keysUrl: string
  authSecret: string
  masterKey: MasterKey
}

/** Either the value, or one sentence per fault. */
export type Read<T> = { value: T; faults: null } | { value: null; faults: string[] }

/** The demo's staff act at once: an erasure begins so many seconds after it was asked, at the earliest. */
const DEMO_TAKE_BACK = 5

/** The bytes of a key given in hex or base64. */
export const keyBytes = (value: string): Buffer =>
  /^[0-9a-f]{64}$/i.test(value) ? Buffer.from(value, "hex") : Buffer.from(value, "base64")

const address = (schemes: string[], example: string) =>
  z
    .string()
    .refine((value) => URL.canParse(value) && schemes.includes(new URL(value).protocol), {
      message: `must be an address such as ${example}`,
    })
    .optional()

const postgres = ["postgres:", "postgresql:"]
const web = ["http:", "https:"]
const portText = "must be a whole number from 1 to 65535"
const proxiesText = "must be a whole number from 0 to 9"
const rateText = "must be a whole number from 1 to 10000"

/** The folder served when none is named. */
export const DEFAULT_POLICY = "policies/somo"

const keyText = z.string().refine((value) => keyBytes(value).length === 32, {
  message: "must be 32 bytes in base64, as `openssl rand -base64 32` prints them",
})

const Schema = z.object({
  PORT: z.coerce
    .number({ message: portText })
    .int(portText)
    .min(1, portText)
    .max(65_535, portText)
    .default(3000),
  APP_URL: address(web, "https://rights.example.kg"),
  DATABASE_URL: address(postgres, "postgres://owner:password@host:5432/ukuk"),
  UKUK_HOME: z.string().default(".ukuk"),
  ERASURE_REGISTER: z.string().optional(),
  CHECKPOINTS: z.string().optional(),
  UKUK_POLICY: z.string().default(DEFAULT_POLICY),
  UKUK_DEMO: z.enum(["0", "1"], { message: "must be 0 or 1" }).optional(),
  AUTH_SECRET: z.string().min(32, "must have at least 32 characters").optional(),
  MASTER_KEY: keyText.optional(),
  MASTER_KEY_FILE: z.string().optional(),
  // Used by the operator's commands alone, who read it themselves.
  BACKUP_KEY: keyText.optional(),
  SMTP_URL: address(["smtp:", "smtps:"], "smtp://user:password@mail.example.kg:587"),
  SMS_URL: address(web, "https://sms.example.kg/send"),
  CLAMD_URL: address(["tcp:", "unix:"], "tcp://127.0.0.1:3310 or unix:/run/clamav/clamd.ctl"),
  NOTICES_PER_SECOND: z.coerce
    .number({ message: rateText })
    .int(rateText)
    .min(1, rateText)
    .max(10_000, rateText)
    .default(20),
  TRUSTED_PROXIES: z.coerce
    .number({ message: proxiesText })
    .int(proxiesText)
    .min(0, proxiesText)
    .max(9, proxiesText)
    .default(1),
  // Its form is that of every webhook's secret, checked with them.
  CARRIER_WEBHOOK_SECRET: z.string().optional(),
  OIDC_ISSUER: address(web, "https://sign-in.example.kg"),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
})

type Raw = z.infer<typeof Schema>

// A name that looks like a connection but is no database's address belongs to another program.
function connections(source: Source): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [name, value] of Object.entries(source)) {
    if (name in Schema.shape || !/^[A-Z][A-Z0-9_]*_URL$/.test(name) || !value) continue
    if (URL.canParse(value)) found[name] = value
  }
  return found
}

const WEBHOOK = /^[A-Z][A-Z0-9_]*_WEBHOOK_SECRET$/

// The form of Standard Webhooks 1.0: `whsec_` and 24 to 64 bytes in base64.
const isWebhookSecret = (value: string): boolean => /^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/.test(value)

const webhookSecrets = (source: Source): [string, string][] =>
  Object.entries(source).flatMap(([name, value]): [string, string][] =>
    WEBHOOK.test(name) && value ? [[name, value]] : [],
  )

const loopback = (host: string) => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(host)

function together(raw: Raw, demo: boolean): string[] {
  const faults: string[] = []
  const own = raw.DATABASE_URL !== undefined && !demo
  for (const name of ["APP_URL", "AUTH_SECRET", "MASTER_KEY"] as const) {
    if (own && raw[name] === undefined && !(name === "MASTER_KEY" && raw.MASTER_KEY_FILE))
      faults.push(`${name} is missing: with DATABASE_URL it has to be given.`)
  }
  for (const name of ["SMTP_URL", "SMS_URL"] as const) {
    if (!demo && raw[name] === undefined)
      faults.push(`${name} is missing: outside the demo, codes and notices go out by it.`)
  }
  if (raw.MASTER_KEY !== undefined && raw.MASTER_KEY_FILE !== undefined) {
    faults.push("MASTER_KEY and MASTER_KEY_FILE are both given: keep the one that holds the keys in use.")
  }
  if (raw.DATABASE_URL && new URL(raw.DATABASE_URL).pathname.length < 2) {
    faults.push("DATABASE_URL must name a database, as in postgres://owner:password@host:5432/ukuk.")
  }
  const app = raw.APP_URL === undefined ? null : new URL(raw.APP_URL)
  if (app?.protocol === "http:" && !loopback(app.hostname)) {
    faults.push("APP_URL must begin with https:// unless it is an address of this machine.")
  }
  const oidc = [raw.OIDC_ISSUER, raw.OIDC_CLIENT_ID, raw.OIDC_CLIENT_SECRET]
  if (oidc.some((part) => part !== undefined) && oidc.some((part) => part === undefined)) {
    faults.push("OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET must be given together or not at all.")
  }
  return faults
}

const malformed = (source: Source): string[] =>
  webhookSecrets(source)
    .filter(([, value]) => !isWebhookSecret(value))
    .map(([name]) => `${name} must be whsec_ followed by 24 to 64 bytes in base64.`)

const masterKeyOf = ({ MASTER_KEY: key, MASTER_KEY_FILE: file }: Raw): MasterKey | null =>
  file !== undefined ? openKeyFile(file) : key === undefined ? null : keyBytes(key)

function variablesOf(raw: Raw, demo: boolean, source: Source): Variables {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = raw
  return {
    port: raw.PORT,
    appUrl: (raw.APP_URL ?? `http://localhost:${raw.PORT}`).replace(/\/+$/, ""),
    databaseUrl: raw.DATABASE_URL ?? null,
    home: raw.UKUK_HOME,
    erasureRegister: raw.ERASURE_REGISTER,
    checkpoints: raw.CHECKPOINTS,
    policy: raw.UKUK_POLICY,
    demo,
    takeBackSeconds: demo ? DEMO_TAKE_BACK : undefined,
    authSecret: raw.AUTH_SECRET ?? null,
    masterKey: masterKeyOf(raw),
    masterKeyFile: raw.MASTER_KEY_FILE,
    smtpUrl: raw.SMTP_URL ?? null,
    smsUrl: raw.SMS_URL ?? null,
    clamdUrl: raw.CLAMD_URL,
    noticesPerSecond: raw.NOTICES_PER_SECOND,
    trustedProxies: raw.TRUSTED_PROXIES,
    oidc: issuer && clientId && clientSecret ? { issuer, clientId, clientSecret } : null,
    connections: connections(source),
    webhookSecrets: Object.fromEntries(webhookSecrets(source)),
  }
}

/**
 * Reads the variables the product knows (an empty value counts as absent). With DATABASE_URL and without
 * UKUK_DEMO=1 the secrets and APP_URL must be given; otherwise a start makes what is missing.
 */
export function readVariables(source: Source): Read<Variables> {
  const given = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== "" && value !== undefined),
  )
  const parsed = Schema.safeParse(given)
  if (!parsed.success) {
    return {
      value: null,
      faults: parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}.`),
    }
  }
  const raw = parsed.data
  const demo = raw.UKUK_DEMO === undefined ? raw.DATABASE_URL === undefined : raw.UKUK_DEMO === "1"
  const faults = [...together(raw, demo), ...malformed(given)]
  if (faults.length > 0) return { value: null, faults }
  try {
    return { value: variablesOf(raw, demo, given), faults: null }
  } catch (error) {
    if (error instanceof KeyFileFault) return { value: null, faults: [error.message] }
    throw error
  }
}

/** Reads what a running web server or worker needs; here everything must be given, as a start hands it on. */
export function readConfiguration(source: Source): Read<Configuration> {
  const { value, faults } = readVariables(source)
  if (!value) return { value: null, faults }
  const { databaseUrl, authSecret, masterKey } = value
  if (!databaseUrl || !authSecret || !masterKey) {
    const missing = { DATABASE_URL: databaseUrl, AUTH_SECRET: authSecret, MASTER_KEY: masterKey }
    const names = Object.entries(missing).filter(([, has]) => !has)
    return { value: null, faults: names.map(([name]) => `${name} is missing.`) }
  }
  return {
    value: { ...value, databaseUrl, keysUrl: keysUrl(databaseUrl), authSecret, masterKey },
    faults: null,
  }
}

/** The address of the keys database: on the same server, the portal's name with `_keys` appended. */
export function keysUrl(databaseUrl: string): string {
  const url = new URL(databaseUrl)
  url.pathname = `${url.pathname.replace(/\/+$/, "")}_keys`
  return url.href
}

/** The file of the erasure register: the one given, else one in `home`, a file for each portal's database. */
export function registerFile({ home, databaseUrl, erasureRegister }: Configuration): string {
  const database = new URL(databaseUrl).pathname.slice(1)
  return path.resolve(erasureRegister ?? path.join(home, `erasures-${database}.jsonl`))
}

/** The file of the ledger's checkpoints: the one given, else one in `home`, a file for each portal's database. */
export function checkpointsFile({ home, databaseUrl, checkpoints }: Configuration): string {
  const database = new URL(databaseUrl).pathname.slice(1)
  return path.resolve(checkpoints ?? path.join(home, `checkpoints-${database}.txt`))
}
