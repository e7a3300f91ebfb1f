/**
 * What a form action answers. Every text is already in the reader's language; `values` keeps what was typed
 * (never secrets), a list where a name occurs more than once.
 */
export type FormState = {
  status: "idle" | "invalid" | "failed" | "done"
  message?: string
  fieldErrors?: Record<string, string[]>
  values?: Record<string, string | string[]>
  /** What the browser hands to a device for a passkey, as JSON. */
  passkey?: string
}

/** The state of a form nobody has sent yet. */
export const idle: FormState = { status: "idle" }
