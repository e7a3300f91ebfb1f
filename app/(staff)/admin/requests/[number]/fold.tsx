"use client"

import { type ReactNode, useContext } from "react"
import { Details } from "@/app/_ui/details"
import { FormContext } from "@/app/_ui/form-context"

type Props = { fields: readonly string[]; summary: string; children: ReactNode }

/** Fields of a form folded away until one of them was filled in or is wrong; open again after a refusal without script too. */
export const Fold = ({ fields, summary, children }: Props) => {
  const { state } = useContext(FormContext)
  const used = fields.some(
    (name) => state.fieldErrors?.[name] || [state.values?.[name] ?? ""].flat().some(Boolean),
  )
  return (
    <Details summary={summary} open={used}>
      {children}
    </Details>
  )
}

/** The fields of a form that can be sent now; of one that cannot any more, only after a refused sending. */
export const WhenLive = ({ live, children }: { live: boolean; children: ReactNode }) => {
  const { state } = useContext(FormContext)
  return live || state.status === "failed" || state.status === "invalid" ? children : null
}
