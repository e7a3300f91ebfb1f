import { randomUUID } from "node:crypto"
import type { ReactNode } from "react"
import { translator } from "@/app/_server/locale"
import { currentSession } from "@/app/_server/session"
import { SHOWN_FOR, shownFor } from "@/app/_server/shown-for"
import type { FormAction } from "./action-form"
import { type Ceremony, PasskeyCeremony } from "./passkey-ceremony"

type Props = {
  ceremony: Ceremony
  begin: FormAction
  finish: FormAction
  /** Shown where no script runs, or the browser knows no passkeys. */
  without?: ReactNode
  children: ReactNode
}

/** A form whose button asks a device for a passkey. Needs JavaScript: `without` says what to do where there is none. */
export const PasskeyForm = async ({ ceremony, begin, finish, without, children }: Props) => {
  const [t, security, session] = [
    await translator("common"),
    await translator("security"),
    await currentSession(),
  ]
  const words = {
    problem: t("form.problem"),
    error: t("form.error"),
    optional: t("form.optional"),
    stopped: security(`passkey.stopped.${ceremony}`),
  }
  return (
    <PasskeyCeremony {...{ ceremony, begin, finish, words, without }} keyValue={randomUUID()}>
      {session.is === "actor" && (
        <input type="hidden" name={SHOWN_FOR} value={shownFor(session.signed.actor)} />
      )}
      {children}
    </PasskeyCeremony>
  )
}
