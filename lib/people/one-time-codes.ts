import { randomInt } from "node:crypto"
import { Secret, TOTP } from "otpauth"

/** A six-digit code from a secure generator. */
export function newCode(): string {
  return randomInt(0, 1_000_000).toString().padStart(6, "0")
}

/** The digits of a code as typed or pasted, spaces and dashes gone; null when they are not six. */
export function normalCode(typed: string): string | null {
  const digits = typed.normalize("NFKC").replace(/[\s-]/g, "")
  return /^\d{6}$/.test(digits) ? digits : null
}

/**
 * The time step (RFC 6238, 30 s, SHA-1, six digits) a code belongs to, now or one step ago, or null. The step is
 * recorded by the caller, so that a code serves once.
 */
export function totpStep(secret: string, code: string, now: Date): number | null {
  const totp = new TOTP({ secret: Secret.fromBase32(secret), algorithm: "SHA1", digits: 6, period: 30 })
  const delta = totp.validate({ token: code, timestamp: now.getTime(), window: 1 })
  return delta === null || delta > 0 ? null : Math.floor(now.getTime() / 30_000) + delta
}
