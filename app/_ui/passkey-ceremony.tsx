"use client"

import { browserSupportsWebAuthn, startAuthentication, startRegistration } from "@simplewebauthn/browser"
import { type ReactNode, useSyncExternalStore } from "react"
import { type FormState, idle } from "@/app/_server/form-state"
import { ActionForm, type FormAction } from "./action-form"
import type { FormWords } from "./form-context"

export type Ceremony = "make" | "use"

type Props = {
  ceremony: Ceremony
  /** Answers what the device is asked, or refuses as any form. */
  begin: FormAction
  /** Takes the form with what the device answered, in its field `passkey`. */
  finish: FormAction
  words: FormWords & { stopped: string }
  keyValue: string
  /** Shown where no script runs, or the browser knows no passkeys. */
  without: ReactNode
  children: ReactNode
}

const never = () => () => undefined

const typedIn = (form: FormData): FormState["values"] => {
  const name = form.get("name")
  return typeof name === "string" ? { name } : {}
}

async function answerOf(ceremony: Ceremony, asked: string): Promise<string | null> {
  const optionsJSON = JSON.parse(asked)
  const answer =
    ceremony === "make" ? startRegistration({ optionsJSON }) : startAuthentication({ optionsJSON })
  // Stopped by whoever holds it, too late, or the device has such a key already: browsers tell little apart, on purpose.
  return answer.then(JSON.stringify, () => null)
}

/** The client part of `PasskeyForm`: between the two sendings of its form the device is asked. */
export const PasskeyCeremony = ({ ceremony, begin, finish, without, ...form }: Props) => {
  const knows = useSyncExternalStore(never, browserSupportsWebAuthn, () => false)
  if (!knows) return without
  const act: FormAction = async (_before, typed) => {
    const first = new FormData()
    // The form's key belongs to the act itself.
    for (const [name, value] of typed) if (name !== "formKey") first.append(name, value)
    const begun = await begin(idle, first)
    if (begun.passkey === undefined) return begun
    const answer = await answerOf(ceremony, begun.passkey)
    if (answer === null)
      return { status: "failed", message: form.words.stopped, values: typedIn(typed) ?? {} }
    typed.set("passkey", answer)
    return finish(idle, typed)
  }
  return <ActionForm action={act} {...form} />
}
