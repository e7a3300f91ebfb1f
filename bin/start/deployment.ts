import path from "node:path"
import { CONNECTOR, connectorUrl } from "@/db/connector-role"
import { rolePassword } from "@/db/roles"
import { DEFAULT_POLICY, keysUrl, type Variables } from "@/lib/configuration"
import type { MasterKey } from "@/lib/keys/provider"
import { sibling, withoutLogin } from "./databases"
import { connectionsOf, type DemoSource, webhookSecretsOf } from "./demo-sources"
import { keptSecrets } from "./secrets"

/** Where everything of one deployment is. URLs here carry the owner's login; `env` does not. */
export type Deployment = {
  home: string
  policy: string
  ownerUrl: string
  keysOwnerUrl: string
  masterKey: MasterKey
  /** The sources this deployment makes for itself, in the demo. */
  demoSources: DemoSource[]
  /** What the web server and the worker are started with. */
  env: NodeJS.ProcessEnv
}

function secretsOf(variables: Variables, home: string): { authSecret: string; masterKey: MasterKey } {
  const { authSecret, masterKey } = variables
  if (authSecret && masterKey) return { authSecret, masterKey }
  const kept = keptSecrets(home)
  return {
    authSecret: authSecret ?? kept.AUTH_SECRET,
    masterKey: masterKey ?? Buffer.from(kept.MASTER_KEY, "base64"),
  }
}

/** The variables by which web server and worker are told the master key. */
const masterKeyFor = (masterKey: MasterKey, { masterKeyFile: file }: Variables): NodeJS.Dict<string> => ({
  MASTER_KEY: Buffer.isBuffer(masterKey) ? masterKey.toString("base64") : undefined,
  MASTER_KEY_FILE: file === undefined ? undefined : path.resolve(file),
})

// Each organisation has a portal of its own: another folder on the same machine gets databases of its own.
const databaseOf = (policy: string): string =>
  policy === DEFAULT_POLICY
    ? "ukuk"
    : `ukuk_${path
        .basename(policy)
        .replace(/[^a-z0-9]+/gi, "_")
        .toLowerCase()}`

function demoSourcesOf(variables: Variables, ownerUrl: string, masterKey: MasterKey): DemoSource[] {
  if (!variables.demo) return []
  return connectionsOf(path.resolve(variables.policy))
    .filter((connection) => !variables.connections[connection])
    .map((connection) => {
      const database = connection.replace(/_URL$/, "").toLowerCase()
      const connectorPassword = rolePassword(masterKey, CONNECTOR)
      return { connection, database, ownerUrl: sibling(ownerUrl, database), connectorPassword }
    })
}

/** Those given and, in the demo, those this machine makes for itself; a start refuses when one is missing. */
function webhookSecretsFor(
  { webhookSecrets: given, demo, policy }: Variables,
  home: string,
): NodeJS.Dict<string> {
  const missing = webhookSecretsOf(path.resolve(policy)).filter((name) => !given[name])
  if (!demo || missing.length === 0) return given
  const kept = keptSecrets(home, missing)
  return { ...given, ...Object.fromEntries(missing.map((name) => [name, kept[name]])) }
}

/**
 * Completes what the variables say with what this machine keeps. `serverUrl` is the embedded server's
 * superuser address; null when DATABASE_URL is given.
 */
export function deploymentOf(variables: Variables, serverUrl: string | null): Deployment {
  const home = path.resolve(variables.home)
  const { authSecret, masterKey } = secretsOf(variables, home)
  const ownerUrl = variables.databaseUrl ?? (serverUrl && sibling(serverUrl, databaseOf(variables.policy)))
  if (!ownerUrl) throw new Error("There is no database yet: run npm start once, or set DATABASE_URL.")
  const demoSources = demoSourcesOf(variables, ownerUrl, masterKey)
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    ...variables.connections,
    ...webhookSecretsFor(variables, home),
    ...Object.fromEntries(
      demoSources.map(({ connection, ownerUrl: at, connectorPassword }) => [
        connection,
        connectorUrl(at, connectorPassword),
      ]),
    ),
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    PORT: String(variables.port),
    APP_URL: variables.appUrl,
    NEXTAUTH_URL: variables.appUrl,
    DATABASE_URL: withoutLogin(ownerUrl),
    UKUK_HOME: home,
    ERASURE_REGISTER: variables.erasureRegister,
    CHECKPOINTS: variables.checkpoints,
    // What opens every backup is nothing for a web server to know.
    BACKUP_KEY: undefined,
    UKUK_POLICY: path.resolve(variables.policy),
    UKUK_DEMO: variables.demo ? "1" : "0",
    AUTH_SECRET: authSecret,
    ...masterKeyFor(masterKey, variables),
  }
  return {
    home,
    policy: path.resolve(variables.policy),
    ownerUrl,
    keysOwnerUrl: keysUrl(ownerUrl),
    masterKey,
    demoSources,
    env,
  }
}
