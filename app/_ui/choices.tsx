"use client"

import type { ReactNode } from "react"
import type { FieldProps } from "./field"
import { Frame, Group } from "./field-frame"
import styles from "./form.module.css"
import { useField } from "./form-context"

export type Choice = { value: string; label: ReactNode; hint?: ReactNode; disabled?: boolean }

/*
 * React resets fields after an action but does not move a box, a button or a list to a new default; a key that
 * follows the kept values draws them anew.
 */
const keyOf = (values: readonly string[]) => values.join("\n")

/** A drop-down list. For five choices or fewer use Radios. */
export const Select = ({ name, options, ...props }: FieldProps & { options: readonly Choice[] }) => {
  const field = useField(name, Boolean(props.hint))
  const value = field.kept?.[0] ?? props.defaultValue
  return (
    <Frame
      field={field}
      htmlFor={name}
      label={props.label}
      hint={props.hint}
      optional={props.optional ?? false}
      labelSize={props.labelSize}
    >
      <select
        key={value}
        id={name}
        name={name}
        className={styles.select}
        defaultValue={value}
        aria-describedby={field.describedBy}
        aria-invalid={field.errors.length > 0 || undefined}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
    </Frame>
  )
}

type BoxProps = {
  kind: "radio" | "checkbox"
  id: string
  name: string
  choice: Choice
  checked: boolean
  invalid?: boolean
  describedBy?: string | undefined
}

const Box = ({ kind, id, name, choice, checked, invalid, describedBy }: BoxProps) => (
  <div className={styles.choice}>
    <input
      type={kind}
      id={id}
      name={name}
      value={choice.value}
      defaultChecked={checked}
      disabled={choice.disabled}
      className={kind === "radio" ? styles.radio : styles.checkbox}
      aria-describedby={
        [describedBy, choice.hint ? `${id}-about` : ""].filter(Boolean).join(" ") || undefined
      }
      aria-invalid={invalid || undefined}
    />
    <div className={styles.choiceText}>
      <label htmlFor={id} className={styles.choiceLabel}>
        {choice.label}
      </label>
      {choice.hint && (
        <div id={`${id}-about`} className={styles.choiceHint}>
          {choice.hint}
        </div>
      )}
    </div>
  </div>
)

type GroupProps = Omit<FieldProps, "defaultValue"> & { options: readonly Choice[] }

// The first control bears the name as its id, so that the error summary's link lands on it.
const idAt = (name: string, i: number) => (i === 0 ? name : `${name}-${i + 1}`)

/** One choice of a few. */
export const Radios = ({ defaultValue, ...props }: GroupProps & { defaultValue?: string | undefined }) => {
  const field = useField(props.name, Boolean(props.hint))
  const chosen = field.kept?.[0] ?? (field.kept ? undefined : defaultValue)
  return (
    <Group
      field={field}
      label={props.label}
      hint={props.hint}
      optional={props.optional ?? false}
      labelSize={props.labelSize}
    >
      <div className={styles.choices} key={chosen}>
        {props.options.map((choice, i) => (
          <Box
            key={choice.value}
            kind="radio"
            id={idAt(props.name, i)}
            name={props.name}
            choice={choice}
            checked={choice.value === chosen}
          />
        ))}
      </div>
    </Group>
  )
}

/**
 * Any number of choices. The form carries `name[]` once for each one ticked, which reads as a list even of one;
 * errors are looked up under `name`.
 */
export const Checkboxes = ({
  defaultValues = [],
  ...props
}: GroupProps & { defaultValues?: readonly string[] }) => {
  const field = useField(props.name, Boolean(props.hint))
  const chosen = useField(`${props.name}[]`, false).kept ?? defaultValues
  return (
    <Group
      field={field}
      label={props.label}
      hint={props.hint}
      optional={props.optional ?? false}
      labelSize={props.labelSize}
    >
      <div className={styles.choices} key={keyOf(chosen)}>
        {props.options.map((choice, i) => (
          <Box
            key={choice.value}
            kind="checkbox"
            id={idAt(props.name, i)}
            name={`${props.name}[]`}
            choice={choice}
            checked={chosen.includes(choice.value)}
          />
        ))}
      </div>
    </Group>
  )
}
