"use client"

import type { ReactNode } from "react"
import styles from "./form.module.css"
import type { useField } from "./form-context"

type Props = {
  field: ReturnType<typeof useField>
  htmlFor: string
  label: ReactNode
  hint?: ReactNode
  optional?: boolean | undefined
  labelSize?: "normal" | "large" | undefined
  children: ReactNode
}

const labelClass = (size: Props["labelSize"]) => (size === "large" ? styles.labelLarge : styles.label)

/** The hint and the errors of a field, tied to its control by id. */
export const Notes = ({ field, hint }: Pick<Props, "field" | "hint">) => (
  <>
    {hint && (
      <div id={field.hintId} className={styles.hint}>
        {hint}
      </div>
    )}
    {field.errors.length > 0 && (
      <div id={field.errorId} className={styles.error}>
        {field.errors.map((text) => (
          <p key={text}>
            <span className="spoken">{field.words.error} </span>
            {text}
          </p>
        ))}
      </div>
    )}
  </>
)

/** Label, hint and error around a single control. */
export const Frame = ({ field, htmlFor, label, hint, optional, labelSize, children }: Props) => (
  <div className={field.errors.length > 0 ? styles.fieldWrong : styles.field}>
    <label htmlFor={htmlFor} className={labelClass(labelSize)}>
      {label}
      {optional && <span className={styles.optional}> ({field.words.optional})</span>}
    </label>
    <Notes field={field} hint={hint} />
    {children}
  </div>
)

/** Legend, hint and error around a group of controls. `id` is where the error summary leads. */
export const Group = ({ field, label, hint, optional, labelSize, children }: Omit<Props, "htmlFor">) => (
  <fieldset
    className={field.errors.length > 0 ? styles.fieldWrong : styles.field}
    aria-describedby={field.describedBy}
  >
    <legend className={labelClass(labelSize)}>
      {label}
      {optional && <span className={styles.optional}> ({field.words.optional})</span>}
    </legend>
    <Notes field={field} hint={hint} />
    {children}
  </fieldset>
)
