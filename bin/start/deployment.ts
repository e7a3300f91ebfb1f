import path from "node:path"
import { rolePassword } from "@/db/roles"
import { keysUrl, type Variables } from "@/lib/configuration"
import { sibling, withoutLogin } from "./databases"
import { keptSecrets } from "./secrets"

/** Where everything of one deployment is. URLs here carry the owner's login; `env` does not. */
export type Deployment = {
  home: string
  policy: string
  ownerUrl: string
  keysOwnerUrl: string
  masterKey: Buffer
  /** The demo lender's database, when this deployment makes it itself. */
  lender: { ownerUrl: string; connectorPassword: string } | null
  /** What the web server and the worker are started with. */
  env: NodeJS.ProcessEnv
}

function secretsOf(variables: Variables, home: string): { authSecret: string; masterKey: Buffer } {
  const { authSecret, masterKey } = variables
  if (authSecret && masterKey) return { authSecret, masterKey }
  const kept = keptSecrets(home)
  return {
    authSecret: authSecret ?? kept.AUTH_SECRET,
    masterKey: masterKey ?? Buffer.from(kept.MASTER_KEY, "base64"),
  }
}

function connectorUrl(ownerUrl: string, password: string): string {
  const url = new URL(ownerUrl)
  url.username = "ukuk_connector"
  url.password = password
  return url.href
}

/**
 * Completes what the variables say with what this machine keeps. `serverUrl` is the embedded server's
 * superuser address; null when DATABASE_URL is given.
 */
export function deploymentOf(variables: Variables, serverUrl: string | null): Deployment {
  const home = path.resolve(variables.home)
  const { authSecret, masterKey } = secretsOf(variables, home)
  const ownerUrl = variables.databaseUrl ?? (serverUrl && sibling(serverUrl, "ukuk"))
  if (!ownerUrl) throw new Error("There is no database yet: run npm start once, or set DATABASE_URL.")
  const madeHere = variables.demo && !variables.connections.LENDER_URL
  const lender = madeHere
    ? { ownerUrl: sibling(ownerUrl, "lender"), connectorPassword: rolePassword(masterKey, "ukuk_connector") }
    : null
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    ...variables.connections,
    ...(lender ? { LENDER_URL: connectorUrl(lender.ownerUrl, lender.connectorPassword) } : {}),
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    PORT: String(variables.port),
    APP_URL: variables.appUrl,
    NEXTAUTH_URL: variables.appUrl,
    DATABASE_URL: withoutLogin(ownerUrl),
    UKUK_HOME: home,
    UKUK_POLICY: path.resolve(variables.policy),
    UKUK_DEMO: variables.demo ? "1" : "0",
    AUTH_SECRET: authSecret,
    MASTER_KEY: masterKey.toString("base64"),
  }
  return {
    home,
    policy: path.resolve(variables.policy),
    ownerUrl,
    keysOwnerUrl: keysUrl(ownerUrl),
    masterKey,
    lender,
    env,
  }
}
