import { Invalid } from "@/lib/errors"
import { isCommon } from "@/lib/people/common-passwords"
import { PASSWORD_MAX_BYTES, PASSWORD_MIN } from "@/lib/people/passwords"

/** Throws Invalid beside the password unless it is long enough, not over-long, well-formed and not a common one. */
export function checkNewPassword(password: string): void {
  const fault = passwordFault(password)
  if (fault) throw new Invalid({ password: { code: fault, values: { min: PASSWORD_MIN } } })
}

function passwordFault(password: string): string | null {
  if ([...password].length < PASSWORD_MIN) return "password_short"
  if (Buffer.byteLength(password) > PASSWORD_MAX_BYTES) return "password_long"
  return new Set(password).size < 5 || isCommon(password) ? "password_common" : null
}
