"use client"

import { createContext, useContext } from "react"
import { type FormState, idle } from "@/app/_server/form-state"

/** Fixed words of forms, in the reader's language; handed down once by `Form`. */
export type FormWords = { problem: string; error: string; optional: string }

/** What the fields inside a form know about it: the last answer and the fixed words. */
export const FormContext = createContext<{ state: FormState; words: FormWords }>({
  state: idle,
  words: { problem: "", error: "", optional: "" },
})

/**
 * What a field named `name` shows after the last answer: its errors, the ids that tie hint and error to the control,
 * and the values typed before (`kept` is null until the form has been sent once).
 */
export const useField = (name: string, hint: boolean) => {
  const { state, words } = useContext(FormContext)
  const errors = state.fieldErrors?.[name] ?? []
  const typed = state.values?.[name]
  const sent = state.values !== undefined
  const kept = sent ? (typed === undefined ? [] : [typed].flat()) : null
  const hintId = `${name}-hint`
  const errorId = `${name}-error`
  const describedBy = [hint ? hintId : "", errors.length > 0 ? errorId : ""].filter(Boolean).join(" ")
  return { errors, kept, words, hintId, errorId, describedBy: describedBy || undefined }
}
