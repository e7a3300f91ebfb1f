"use client"

import { useState } from "react"
import { FileField } from "@/app/_ui/field"
import styles from "@/app/_ui/form.module.css"

type Props = {
  label: string
  hint: string
  optional: boolean
  /** The largest file taken, in bytes, and what is said of a larger one before it is sent. */
  most: number
  tooBig: string
}

/** The document that proves a correction. A file too large is told so at once, not after minutes of sending. */
export const EvidenceField = ({ label, hint, optional, most, tooBig }: Props) => {
  const [refused, setRefused] = useState(false)
  return (
    <div
      onChange={({ target }) => {
        if (!(target instanceof HTMLInputElement)) return
        const large = (target.files?.[0]?.size ?? 0) > most
        setRefused(large)
        if (large) target.value = ""
      }}
    >
      <FileField name="evidence" label={label} hint={hint} optional={optional} />
      <p role="alert" className={styles.error}>
        {refused ? tooBig : ""}
      </p>
    </div>
  )
}
