import { hash, verify } from "@node-rs/argon2"
import { queued } from "@/lib/people/hashing-queue"

/** OWASP's minimum for argon2id: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
export const PASSWORD_MIN = 12
/** For staff without a passkey (ASVS 6.2.1). */
export const STAFF_PASSWORD_MIN = 15
export const PASSWORD_MAX_BYTES = 256

/** The argon2id hash (PHC string) of a password, used exactly as typed. */
export function hashPassword(password: string): Promise<string> {
  return queued(() => hash(password, COST))
}

/** The hash of nobody's password, at the same cost. */
const DECOY =
  "$argon2id$v=19$m=19456,t=2,p=1$x3+Sev5UEvekVRqyNnaOYA$Q8Gyw8AzrrC9WjqJrWuBkwZ8qJ6Obca0SrimT41xaTE"

/** Whether the password fits. Without a hash (no such account) the same work is done on a decoy. */
export async function passwordFits(phc: string | null, password: string): Promise<boolean> {
  if (Buffer.byteLength(password) > PASSWORD_MAX_BYTES) return false
  const fits = await queued(() => verify(phc ?? DECOY, password))
  return fits && phc !== null
}
