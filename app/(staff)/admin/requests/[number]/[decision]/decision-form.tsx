"use client"

import { type ReactNode, useActionState, useEffect, useRef, useState } from "react"
import { idle } from "@/app/_server/form-state"
import type { FormAction } from "@/app/_ui/action-form"
import { Button, Buttons } from "@/app/_ui/button"
import formStyles from "@/app/_ui/form.module.css"
import { FormContext, type FormWords } from "@/app/_ui/form-context"
import { Icon } from "@/app/_ui/icon"
import { LetterText } from "@/app/_ui/letter-text"

type Words = FormWords & {
  wrote: string
  checkTitle: string
  checkLead: string
  check: string
  change: string
  send: string
}

type Props = {
  action: FormAction
  words: Words
  keyValue: string
  lang: string
  /** The part can be decided now; else only a refused sending is told, with what was written. */
  live: boolean
  children: ReactNode
}

const Faults = ({
  message,
  fields,
  words,
}: {
  message?: string
  fields: Record<string, string[]>
  words: Words
}) => {
  const errors = Object.entries(fields).flatMap(([name, texts]) => texts.map((text) => ({ name, text })))
  return (
    <div className={formStyles.summary} role="alert">
      <h2 className={formStyles.summaryTitle}>
        <Icon name="warning" />
        {words.problem}
      </h2>
      {errors.length === 0 && <p>{message}</p>}
      {errors.length > 0 && (
        <ul className={formStyles.summaryList}>
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

const Written = ({ values, title }: { values: Record<string, string | string[]>; title: string }) => {
  const texts = Object.entries(values).filter(
    ([name, value]) => /explanation$|eason$|words$/.test(name) && value !== "",
  )
  if (texts.length === 0) return null
  return (
    <section>
      <h2>{title}</h2>
      {texts.map(([name, value]) => (
        <p key={name}>{value}</p>
      ))}
    </section>
  )
}

/**
 * A decision in two steps at one address, with or without JavaScript: the fields, then the letter they make, with the
 * fields carried along unseen. Nothing is stored before the letter was read; only that sending has an idempotency key.
 */
export const DecisionForm = ({ action, words, keyValue, lang, live, children }: Props) => {
  const [state, send, pending] = useActionState(action, idle)
  const [formKey, setFormKey] = useState(keyValue)
  const top = useRef<HTMLDivElement>(null)
  const { preview, checked, ...typed } = state.values ?? {}
  const refused = state.status === "invalid" || state.status === "failed"
  const letter = !refused && typeof preview === "string" ? preview : null

  useEffect(() => {
    if (state === idle) return
    top.current?.focus()
    setFormKey(crypto.randomUUID())
  }, [state])

  if (!live && !letter) {
    if (!refused) return null
    return (
      <>
        <Faults message={state.message ?? ""} fields={state.fieldErrors ?? {}} words={words} />
        <Written values={typed} title={words.wrote} />
      </>
    )
  }
  return (
    <form
      action={send}
      className={formStyles.form}
      noValidate
      aria-busy={pending}
      onSubmit={(event) => {
        if (pending) event.preventDefault()
      }}
    >
      <div ref={top} tabIndex={-1} className={formStyles.top}>
        {refused && <Faults message={state.message ?? ""} fields={state.fieldErrors ?? {}} words={words} />}
        {letter && <h2>{words.checkTitle}</h2>}
      </div>
      {letter ? (
        <>
          <p>{words.checkLead}</p>
          <LetterText text={letter} lang={lang} />
          <input type="hidden" name="formKey" value={formKey} readOnly />
          <input type="hidden" name="checked" value={String(checked)} readOnly />
          {Object.entries(typed).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={String(value)} readOnly />
          ))}
          <Buttons>
            <Button name="step" value="send">
              {words.send}
            </Button>
            <Button kind="secondary" name="step" value="change">
              {words.change}
            </Button>
          </Buttons>
        </>
      ) : (
        <FormContext value={{ state, words }}>
          {children}
          <Button name="step" value="check">
            {words.check}
          </Button>
        </FormContext>
      )}
    </form>
  )
}
