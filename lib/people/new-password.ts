import { Invalid } from "@/lib/errors"
import { isCommon } from "@/lib/people/common-passwords"
import { PASSWORD_MAX_BYTES, PASSWORD_MIN } from "@/lib/people/passwords"

/**
 * Throws Invalid beside the password unless it is long enough, not over-long, well-formed and not a common one. `min`: 15 for
 * staff without a passkey.
 */
export function checkNewPassword(password: string, min = PASSWORD_MIN): void {
  const fault = passwordFault(password, min)
  if (fault) throw new Invalid({ password: { code: fault, values: { min } } })
}

function passwordFault(password: string, min: number): string | null {
  if ([...password].length < min) return min > PASSWORD_MIN ? "password_short_staff" : "password_short"
  if (Buffer.byteLength(password) > PASSWORD_MAX_BYTES) return "password_long"
  return new Set(password).size < 5 || isCommon(password) ? "password_common" : null
}
