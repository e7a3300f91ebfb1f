"use client"

import type { ReactNode } from "react"
import { Group } from "./field-frame"
import styles from "./form.module.css"
import { useField } from "./form-context"

type Props = {
  /** The form carries `<name>.day`, `<name>.month` and `<name>.year`; errors are looked up under `name`. */
  name: string
  label: ReactNode
  hint?: ReactNode
  words: { day: string; month: string; year: string }
  /** `YYYY-MM-DD`. */
  defaultValue?: string | undefined
  optional?: boolean
  labelSize?: "normal" | "large"
  /** `bday` lets the browser fill in a date of birth. */
  autoComplete?: "bday"
}

/** A date somebody knows by heart or reads off a document, in three boxes. */
export const DateFields = ({ name, words, defaultValue = "", autoComplete, ...props }: Props) => {
  const field = useField(name, Boolean(props.hint))
  const [year = "", month = "", day = ""] = defaultValue.split("-")
  const boxes = [
    { part: "day", size: styles.w2, was: day, kept: useField(`${name}.day`, false) },
    { part: "month", size: styles.w2, was: month, kept: useField(`${name}.month`, false) },
    { part: "year", size: styles.w4, was: year, kept: useField(`${name}.year`, false) },
  ] as const
  return (
    <Group
      field={field}
      label={props.label}
      hint={props.hint}
      optional={props.optional ?? false}
      labelSize={props.labelSize}
    >
      <div className={styles.date}>
        {boxes.map(({ part, size, was, kept }, i) => (
          <div key={part}>
            <label htmlFor={i === 0 ? name : `${name}.${part}`} className={styles.dateLabel}>
              {words[part]}
            </label>
            <input
              id={i === 0 ? name : `${name}.${part}`}
              name={`${name}.${part}`}
              inputMode="numeric"
              className={`${styles.input} ${size}`}
              defaultValue={kept.kept?.[0] ?? was}
              autoComplete={autoComplete && `${autoComplete}-${part}`}
              aria-invalid={field.errors.length > 0 || undefined}
            />
          </div>
        ))}
      </div>
    </Group>
  )
}
