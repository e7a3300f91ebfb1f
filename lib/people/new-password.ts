import { Invalid } from "@/lib/errors"
import { PASSWORD_MAX_BYTES, PASSWORD_MIN } from "@/lib/people/passwords"

/** Words and runs that guessers try first; a password made of one of them and digits is refused (ASVS 6.2.4). */
const COMMON = [
  "password",
  "parol",
  "пароль",
  "сырсөз",
  "qwerty",
  "йцукен",
  "bishkek",
  "бишкек",
  "kyrgyz",
  "кыргыз",
  "admin",
  "welcome",
  "letmein",
  "iloveyou",
  "abc",
  "zxcvbn",
  "asdf",
]

/** Throws Invalid beside the password unless it is long enough, not over-long, well-formed and not a common one. */
export function checkNewPassword(password: string): void {
  const fault = passwordFault(password)
  if (fault) throw new Invalid({ password: { code: fault, values: { min: PASSWORD_MIN } } })
}

function passwordFault(password: string): string | null {
  if ([...password].length < PASSWORD_MIN) return "password_short"
  if (Buffer.byteLength(password) > PASSWORD_MAX_BYTES) return "password_long"
  const letters = password.toLowerCase().replace(/[\d\s\p{P}\p{S}]/gu, "")
  if (new Set(password).size < 5) return "password_common"
  return letters === "" || COMMON.some((word) => letters === word || letters === word + word)
    ? "password_common"
    : null
}
