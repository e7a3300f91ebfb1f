import { translator } from "@/app/_server/locale"
import { ATTACHMENT_MAX_BYTES } from "@/lib/uploads/inspect"
import { EvidenceField } from "./evidence-field"

type Props = {
  label: string
  /** Which files are taken, unless there is more to say. */
  hint?: string
  optional?: boolean
}

/** A document a person sends, with what is taken and how large. */
export const Evidence = async ({ label, hint, optional = false }: Props) => {
  const [t, errors] = [await translator("request"), await translator("errors")]
  return (
    <EvidenceField
      label={label}
      hint={hint ?? t("correct.evidenceHint")}
      optional={optional}
      most={ATTACHMENT_MAX_BYTES}
      tooBig={errors("file_too_big")}
    />
  )
}
