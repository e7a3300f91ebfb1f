"use client"

import { type ReactNode, useActionState, useEffect, useRef, useState } from "react"
import { type FormState, idle } from "@/app/_server/form-state"
import styles from "./form.module.css"
import { FormContext, type FormWords } from "./form-context"
import { Icon } from "./icon"

export type FormAction = (before: FormState, form: FormData) => Promise<FormState>

type Props = {
  action: FormAction
  permalink?: string | undefined
  words: FormWords
  keyValue: string
  children: ReactNode
}

const Summary = ({ state, words }: { state: FormState; words: FormWords }) => {
  const errors = Object.entries(state.fieldErrors ?? {}).flatMap(([name, texts]) =>
    texts.map((text) => ({ name, text })),
  )
  return (
    <div className={styles.summary} role="alert">
      <h2 className={styles.summaryTitle}>
        <Icon name="warning" />
        {words.problem}
      </h2>
      {errors.length === 0 && <p>{state.message}</p>}
      {errors.length > 0 && (
        <ul className={styles.summaryList}>
          {errors.map(({ name, text }) => (
            <li key={`${name} ${text}`}>
              <a href={`#${name}`}>{text}</a>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

/**
 * The client part of `Form`: without JavaScript it posts and comes back with the same summary and values; with it,
 * the summary takes the focus after each refused sending and a second press while one is on its way does nothing.
 */
export const ActionForm = ({ action, permalink, words, keyValue, children }: Props) => {
  const [state, send, pending] = useActionState(action, idle, permalink)
  const [formKey, setFormKey] = useState(keyValue)
  const top = useRef<HTMLDivElement>(null)
  const refused = state.status === "invalid" || state.status === "failed"

  useEffect(() => {
    if (state.status === "idle") return
    top.current?.focus()
    // The key of a form that went through is spent; the next sending is another act.
    if (state.status === "done") setFormKey(crypto.randomUUID())
    const title = document.title.replace(`${words.error} `, "")
    document.title = refused ? `${words.error} ${title}` : title
  }, [state, refused, words.error])

  return (
    <form
      action={send}
      className={styles.form}
      noValidate
      aria-busy={pending}
      onSubmit={(event) => {
        if (pending) event.preventDefault()
      }}
    >
      <input type="hidden" name="formKey" value={formKey} readOnly />
      {/* biome-ignore lint/a11y/noAutofocus: without JavaScript the page comes back whole, and starts at its error */}
      <div ref={top} tabIndex={-1} autoFocus={refused} className={styles.top}>
        {refused && <Summary state={state} words={words} />}
        {state.status === "done" && state.message && (
          <p className={styles.done} role="status">
            <Icon name="check" />
            {state.message}
          </p>
        )}
      </div>
      <FormContext value={{ state, words }}>{children}</FormContext>
    </form>
  )
}
