"use client"

import type { HTMLInputAutoCompleteAttribute, ReactNode } from "react"
import { Frame } from "./field-frame"
import styles from "./form.module.css"
import { useField } from "./form-context"

export type FieldProps = {
  /** The form field's name; also the control's id, to which the error summary links. */
  name: string
  label: ReactNode
  hint?: ReactNode
  defaultValue?: string | undefined
  /** Adds "(optional)"; what is not optional carries no mark. */
  optional?: boolean
  labelSize?: "normal" | "large"
}

type Props = FieldProps & {
  type?: "text" | "password" | "email" | "tel" | "search" | "date"
  autoComplete?: HTMLInputAutoCompleteAttribute
  inputMode?: "text" | "numeric" | "decimal" | "tel" | "email" | "search"
  /** About how many characters wide the box is; tells the length expected. */
  width?: 2 | 4 | 6 | 10 | 14 | 20
  spellCheck?: boolean
  autoCapitalize?: "none" | "sentences" | "words"
  lang?: string
}

const widths = { 2: styles.w2, 4: styles.w4, 6: styles.w6, 10: styles.w10, 14: styles.w14, 20: styles.w20 }

/** One line of text. What was typed comes back after a refusal, except in a password. */
export const Field = (props: Props) => {
  const { name, type = "text", width, defaultValue, label, hint, optional, labelSize, ...rest } = props
  const field = useField(name, Boolean(hint))
  const value = type === "password" ? undefined : (field.kept?.[0] ?? defaultValue)
  return (
    <Frame
      field={field}
      htmlFor={name}
      label={label}
      hint={hint}
      optional={optional ?? false}
      labelSize={labelSize}
    >
      <input
        {...rest}
        id={name}
        name={name}
        type={type}
        className={`${styles.input} ${width ? widths[width] : ""}`}
        defaultValue={value}
        aria-describedby={field.describedBy}
        aria-invalid={field.errors.length > 0 || undefined}
      />
    </Frame>
  )
}

/** Several lines of text. */
export const TextArea = ({ name, rows = 5, ...props }: FieldProps & { rows?: number; lang?: string }) => {
  const field = useField(name, Boolean(props.hint))
  return (
    <Frame
      field={field}
      htmlFor={name}
      label={props.label}
      hint={props.hint}
      optional={props.optional ?? false}
      labelSize={props.labelSize}
    >
      <textarea
        id={name}
        name={name}
        rows={rows}
        lang={props.lang}
        className={styles.input}
        defaultValue={field.kept?.[0] ?? props.defaultValue}
        aria-describedby={field.describedBy}
        aria-invalid={field.errors.length > 0 || undefined}
      />
    </Frame>
  )
}

const DOCUMENTS = ".pdf,.jpg,.jpeg,.png,.heic,.heif"

/** A file to attach, a document of the kinds that are taken if `accept` says no other; after a refusal it is chosen again. */
export const FileField = ({
  name,
  accept = DOCUMENTS,
  ...props
}: Omit<FieldProps, "defaultValue"> & { accept?: string }) => {
  const field = useField(name, Boolean(props.hint))
  return (
    <Frame
      field={field}
      htmlFor={name}
      label={props.label}
      hint={props.hint}
      optional={props.optional ?? false}
      labelSize={props.labelSize}
    >
      <input
        id={name}
        name={name}
        type="file"
        accept={accept}
        className={styles.file}
        aria-describedby={field.describedBy}
        aria-invalid={field.errors.length > 0 || undefined}
      />
    </Frame>
  )
}
