import { Field, type FieldProps } from "./field"

/** The one-time code a message or an app gave; the form carries it as `code`, and the phone may fill it in. */
export const CodeField = (props: Pick<FieldProps, "label" | "hint">) => (
  <Field
    {...props}
    name="code"
    inputMode="numeric"
    autoComplete="one-time-code"
    spellCheck={false}
    width={6}
  />
)
