import type { House } from "@/lib/context"

/** Without letters and digits that are taken for one another. */
export const ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
export const LENGTH = 16

/** A recovery code as typed, without spaces, dashes and case; null when it is none. */
export function normalRecoveryCode(typed: string): string | null {
  const letters = typed.normalize("NFKC").toLowerCase().replace(/[\s-]/g, "")
  return letters.length === LENGTH && [...letters].every((letter) => ALPHABET.includes(letter))
    ? letters
    : null
}

/** The keyed hash of a code of an account, by which alone it is kept. */
export const recoveryHash = (vault: House["vault"], accountId: string, code: string): Buffer =>
  vault.hash("recovery_code", `${accountId}:${code}`)
