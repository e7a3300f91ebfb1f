import { createSign, generateKeyPairSync, type JsonWebKey, type KeyObject } from "node:crypto"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import Provider from "oidc-provider"

export type Claims = Record<string, unknown>

/** How the answer of the provider is spoilt on its way out: its claims, and with which key and algorithm it is signed. */
export type Spoil = { claims?: (claims: Claims) => Claims; key?: "foreign"; alg?: "none" }

export type NationalProvider = {
  issuer: string
  clientId: string
  clientSecret: string
  /** The PIN the state knows of whoever signs in next; null: it knows none. */
  person: { pin: string | null }
  spoil: { by: Spoil | null }
  /** Signs in as a browser would, and returns the query of the address it is led back to. */
  signIn(url: string): Promise<string>
  close(): Promise<void>
}

const rsa = () => generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url")

function signed(claims: Claims, { alg }: Spoil, key: KeyObject): string {
  const head = alg === "none" ? { alg: "none" } : { alg: "RS256", kid: "of-the-state" }
  const input = `${part(head)}.${part(claims)}`
  return `${input}.${alg === "none" ? "" : createSign("RSA-SHA256").update(input).sign(key, "base64url")}`
}

/** A certified OpenID provider on loopback, whose answers can be spoilt one way at a time. */
export async function nationalProvider(redirect: string): Promise<NationalProvider> {
  const [own, foreign] = [rsa(), rsa()]
  const [person, spoil]: [NationalProvider["person"], NationalProvider["spoil"]] = [
    { pin: null },
    { by: null },
  ]
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const jwk: JsonWebKey = { ...own.export({ format: "jwk" }), kid: "of-the-state", use: "sig", alg: "RS256" }
  const client = { client_id: "ukuk", client_secret: "a secret of the tests, long enough" }
  const provider = new Provider(issuer, {
    clients: [{ ...client, redirect_uris: [redirect], response_types: ["code"] }],
    jwks: { keys: [jwk as never] },
    cookies: { keys: ["of the tests"] },
    claims: { openid: ["sub"], pin: ["pin"] },
    scopes: ["openid", "pin"],
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    findAccount: (_ctx, sub) => ({
      accountId: sub,
      claims: () => ({ sub, ...(person.pin ? { pin: person.pin } : {}) }),
    }),
    ttl: { AccessToken: 60, AuthorizationCode: 60, IdToken: 60, Interaction: 60, Session: 60, Grant: 60 },
  })
  provider.use(async (ctx, next) => {
    await next()
    const body = ctx.body as { id_token?: string } | undefined
    if (ctx.path !== "/token" || !spoil.by || !body?.id_token) return
    const claims = JSON.parse(
      Buffer.from(body.id_token.split(".")[1] ?? "", "base64url").toString(),
    ) as Claims
    const spoilt = spoil.by.claims?.(claims) ?? claims
    ctx.body = { ...body, id_token: signed(spoilt, spoil.by, spoil.by.key ? foreign : own) }
  })
  const answer = provider.callback()
  server.on("request", async (request, response) => {
    if (!request.url?.startsWith("/interaction/")) return void answer(request, response)
    const { params } = await provider.interactionDetails(request, response)
    const accountId = `person-${person.pin ?? "without"}`
    const grant = new provider.Grant({ accountId, clientId: String(params.client_id) })
    grant.addOIDCScope("openid pin")
    await provider.interactionFinished(request, response, {
      login: { accountId },
      consent: { grantId: await grant.save() },
    })
  })
  return {
    issuer,
    clientId: client.client_id,
    clientSecret: client.client_secret,
    person,
    spoil,
    signIn: (url) => browse(url, redirect),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** Follows the provider's redirects with its cookies until it leads back to the portal. */
async function browse(start: string, redirect: string): Promise<string> {
  const cookies = new Map<string, string>()
  let at = start
  for (let step = 0; step < 10; step++) {
    if (at.startsWith(redirect)) return new URL(at).search
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ")
    const answer = await fetch(at, { redirect: "manual", headers: { cookie } })
    for (const each of answer.headers.getSetCookie()) {
      const [name = "", value = ""] = (each.split(";")[0] ?? "").split("=")
      cookies.set(name, value)
    }
    const to = answer.headers.get("location")
    if (!to) throw new Error(`the provider answered ${answer.status}: ${await answer.text()}`)
    at = new URL(to, at).href
  }
  throw new Error("the provider leads nowhere")
}
