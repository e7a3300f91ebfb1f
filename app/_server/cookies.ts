import "server-only"
import { cookies } from "next/headers"
import { decode, encode } from "next-auth/jwt"
import { house } from "@/app/_server/house"

const ABSOLUTE_SECONDS = 12 * 3600

function named(name: string) {
  const secure = house().configuration.appUrl.startsWith("https:")
  const options = { httpOnly: true, secure, sameSite: "lax", path: "/" } as const
  return { name: secure ? `__Host-${name}` : name, options }
}

/** The session id inside the encrypted cookie, or null. The cookie carries nothing else; the row decides. */
export async function sessionToken(): Promise<string | null> {
  const { name } = named("ukuk.session")
  const value = (await cookies()).get(name)?.value
  if (!value) return null
  // A cookie of another secret or shape is nobody's; next-auth throws on it.
  const token = await decode({ token: value, secret: house().configuration.authSecret }).catch(() => null)
  return typeof token?.sid === "string" ? token.sid : null
}

export async function keepSessionToken(sid: string): Promise<void> {
  const { name, options } = named("ukuk.session")
  const secret = house().configuration.authSecret
  const value = await encode({ token: { sid }, secret, maxAge: ABSOLUTE_SECONDS })
  ;(await cookies()).set(name, value, { ...options, maxAge: ABSOLUTE_SECONDS })
}

export async function dropSessionToken(): Promise<void> {
  const { name, options } = named("ukuk.session")
  ;(await cookies()).set(name, "", { ...options, maxAge: 0 })
}

/** By what this browser is known when it signs in again: for a year, and worth nothing without the password. */
export async function keepDeviceCookie(value: string): Promise<void> {
  const { name, options } = named("ukuk.device")
  ;(await cookies()).set(name, value, { ...options, maxAge: 365 * 24 * 3600 })
}

/** A short-lived cookie of one flow (a sign-up in progress); holds a random id only. */
export async function flowCookie(flow: string): Promise<string | null> {
  return (await cookies()).get(named(`ukuk.${flow}`).name)?.value ?? null
}

export async function keepFlowCookie(flow: string, value: string | null): Promise<void> {
  const { name, options } = named(`ukuk.${flow}`)
  ;(await cookies()).set(name, value ?? "", { ...options, maxAge: value === null ? 0 : 1800 })
}
