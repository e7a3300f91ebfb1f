import { randomUUID } from "node:crypto"
import type { ReactNode } from "react"
import { translator } from "@/app/_server/locale"
import { currentSession } from "@/app/_server/session"
import { SHOWN_FOR, shownFor } from "@/app/_server/shown-for"
import { ActionForm, type FormAction } from "./action-form"

type Props = {
  /** A server action made by `formAction`. */
  action: FormAction
  /** Where a sending without JavaScript comes back to, when it is not the page itself. */
  permalink?: string
  children: ReactNode
}

/**
 * A form that posts to a server action, with or without JavaScript. Inside it the fields of this folder show their
 * errors and keep what was typed; the error summary is added by itself, first thing in the form. Carries a fresh
 * hidden `formKey`, by which a form sent twice counts once, and to whom it was shown.
 */
export const Form = async ({ action, permalink, children }: Props) => {
  const [t, session] = [await translator("common"), await currentSession()]
  const words = { problem: t("form.problem"), error: t("form.error"), optional: t("form.optional") }
  return (
    <ActionForm action={action} permalink={permalink} words={words} keyValue={randomUUID()}>
      {session.is === "actor" && (
        <input type="hidden" name={SHOWN_FOR} value={shownFor(session.signed.actor)} />
      )}
      {children}
    </ActionForm>
  )
}
