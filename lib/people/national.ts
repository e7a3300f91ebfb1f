import * as oidc from "openid-client"
import type { Configuration } from "@/lib/configuration"
import type { House } from "@/lib/context"
import { Forbidden } from "@/lib/errors"
import { logFault } from "@/lib/log"
import { normalPin } from "@/lib/people/identifiers"

const MINUTES = 10
const SECONDS_TO_ANSWER = 10

/** The sign-in of the state, as the variables OIDC_… name it. */
export type Provider = NonNullable<Configuration["oidc"]>

/** Why somebody is sent there: to enter, or to prove in an open session who they are, for the letter at `back`. */
export type Purpose = { for: "enter" } | { for: "prove"; back: string }

type Attempt = Purpose & { state: string; nonce: string; verifier: string; until: number }

const PLACE = "national.attempt"
const discovered = new Map<string, Promise<oidc.Configuration>>()

/** What the provider says of itself, asked once per process; it must name itself by the very address it was asked at. */
function discover(provider: Provider): Promise<oidc.Configuration> {
  const { issuer, clientId, clientSecret } = provider
  const key = JSON.stringify(provider)
  const known = discovered.get(key)
  if (known) return known
  const url = new URL(issuer)
  const isHere = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname)
  // The library believes TLS where a token comes straight from the provider; here its signature is checked as well.
  const execute = [oidc.enableNonRepudiationChecks, ...(isHere ? [oidc.allowInsecureRequests] : [])]
  const options = { execute, timeout: SECONDS_TO_ANSWER }
  const found = oidc.discovery(url, clientId, clientSecret, undefined, options)
  discovered.set(key, found)
  found.catch(() => discovered.delete(key))
  return found
}

const callbackAt = (house: House): string => `${house.appUrl}/api/national/callback`

/**
 * Where to send somebody to sign in with the state, and what their browser keeps meanwhile, sealed: state, nonce and the
 * PKCE verifier, for ten minutes. Throws Forbidden `national_unavailable`.
 */
export async function beginNational(
  house: House,
  provider: Provider,
  purpose: Purpose,
): Promise<{ url: string; kept: string }> {
  const [state, nonce, verifier] = [oidc.randomState(), oidc.randomNonce(), oidc.randomPKCECodeVerifier()]
  const challenge = await oidc.calculatePKCECodeChallenge(verifier)
  const config = await discover(provider).catch((error: unknown) => {
    logFault("national.discovery", error)
    throw new Forbidden("national_unavailable")
  })
  const url = oidc.buildAuthorizationUrl(config, {
    ...{ redirect_uri: callbackAt(house), scope: "openid pin", state, nonce },
    ...{ code_challenge: challenge, code_challenge_method: "S256" },
  })
  const until = Date.now() + MINUTES * 60_000
  const attempt: Attempt = { ...purpose, state, nonce, verifier, until }
  return { url: url.href, kept: house.vault.sealOwn(PLACE, JSON.stringify(attempt)).toString("base64url") }
}

function attemptIn(house: House, kept: string | null): Attempt {
  try {
    const attempt = JSON.parse(house.vault.openOwn(PLACE, Buffer.from(kept ?? "", "base64url"))) as Attempt
    if (attempt.until > Date.now()) return attempt
  } catch {
    // What this portal did not seal is as good as nothing.
  }
  throw new Forbidden("national_expired")
}

/**
 * What the state says of whoever comes back from it: their PIN. Each attempt serves once; signature, issuer, audience,
 * nonce, state and time of the answer are checked. Throws Forbidden with what is wrong: `national_expired`,
 * `national_refused` or `national_no_pin`.
 */
export async function finishNational(
  house: House,
  provider: Provider,
  { search, kept }: { search: string; kept: string | null },
): Promise<{ pin: string; purpose: Purpose }> {
  const attempt = attemptIn(house, kept)
  const used = house.vault.hash("national", attempt.state).toString("base64url")
  const { rows } = await house.pools.auth.query<{ n: number }>("select guard.hit($1, 86400) as n", [
    `national:${used}`,
  ])
  if (rows[0]?.n !== 1) throw new Forbidden("national_expired")
  const said = await claimsOf(house, provider, attempt, search).catch((error: unknown) => {
    logFault("national.refused", error)
    throw new Forbidden("national_refused")
  })
  const pin = typeof said === "string" ? normalPin(said) : null
  if (!pin) throw new Forbidden("national_no_pin")
  return { pin, purpose: attempt }
}

async function claimsOf(house: House, provider: Provider, attempt: Attempt, search: string) {
  const config = await discover(provider)
  const answer = await oidc.authorizationCodeGrant(config, new URL(`${callbackAt(house)}${search}`), {
    pkceCodeVerifier: attempt.verifier,
    expectedState: attempt.state,
    expectedNonce: attempt.nonce,
    idTokenExpected: true,
  })
  const claims = answer.claims()
  if (!claims) throw new Error("no claims")
  if (claims.pin !== undefined || !config.serverMetadata().userinfo_endpoint) return claims.pin
  return (await oidc.fetchUserInfo(config, answer.access_token, claims.sub)).pin
}
