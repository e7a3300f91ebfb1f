import { randomBytes } from "node:crypto"
import type { House } from "@/lib/context"

/** Without letters and digits that are taken for one another. */
const ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
const LENGTH = 16
const CODES = 10

/** Ten new codes of eighty bits, in groups that can be read off paper. */
export const newRecoveryCodes = (): string[] => Array.from({ length: CODES }, newCode)

function newCode(): string {
  const letters: string[] = []
  while (letters.length < LENGTH)
    for (const byte of randomBytes(LENGTH)) {
      const letter = byte < ALPHABET.length * 8 ? ALPHABET[byte % ALPHABET.length] : undefined
      if (letter && letters.length < LENGTH) letters.push(letter)
    }
  return letters.join("").replace(/(.{4})(?=.)/g, "$1-")
}

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
