import { createHash } from "node:crypto"
import type { Configuration } from "@/lib/configuration"
import { asWorker, type House } from "@/lib/context"
import { canonical, record } from "@/lib/ledger/record"

/** What a deployment runs on beside its settings: the product's version and the SHA-256 of its lock file, in hex. */
export type Build = { version: string; lock: string }

/**
 * Enters that the product runs from now on, as what: version and a digest of lock file and settings. Whoever changes either
 * on the machine leaves an entry at the next start. Secrets have no part in the digest but for whether they are there.
 */
export async function recordStart(house: House, configuration: Configuration, build: Build): Promise<void> {
  const object = `${build.version}:${digestOf(configuration, build)}`
  await asWorker(house, "start", null, (ctx) => record(ctx, "portal.started", { subjectId: null, object }))
}

function digestOf(configuration: Configuration, { lock }: Build): string {
  const { appUrl, policy, demo, oidc, noticesPerSecond, connections, smtpUrl, smsUrl } = configuration
  const settings = {
    ...{ lock, appUrl, policy, demo, noticesPerSecond },
    issuer: oidc?.issuer ?? null,
    sends: [smtpUrl, smsUrl].map((address) => address !== null),
    sources: Object.keys(connections).sort(),
  }
  return createHash("sha256").update(canonical(settings)).digest("hex")
}
