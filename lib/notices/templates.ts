import type { Locale } from "@/lib/context"
import { en } from "@/lib/notices/texts/en"
import { ky } from "@/lib/notices/texts/ky"
import { ru } from "@/lib/notices/texts/ru"
import type { Message, NoticeTexts } from "@/lib/notices/texts/shape"

/** What messages may say: numbers, dates, a code, a link. Never personal data. */
export type Parameters = {
  code?: string
  number?: string
  date?: string
  /** The last day on which the link opens. */
  until?: string
  /** Lines of numbers and dates, for staff. */
  list?: string
  /** What happened and what to do about it, in the policy's words. */
  what?: string
  advice?: string
  /** The ledger's newest checkpoint, for those who keep it elsewhere. */
  note?: string
  /** To whom data went. */
  whom?: string
  organisation: string
  link: string
  host: string
}
export type Template =
  | "sign_up_code"
  | "already_registered"
  | "contact_code"
  | "signing_code"
  | "recovery_code"
  | "access_recovered"
  | "contact_changed"
  | "sign_in_changed"
  | "recovery_used"
  | "passkey_copied"
  | "received"
  | "erasure_asked"
  | "question"
  | "answered"
  | "our_claim"
  | "completed"
  | "supplement"
  | "package_ready"
  | "source_silent"
  | "consent_expired"
  | "restriction_end"
  | "cancelled_for_you"
  | "proof"
  | "upload_refused"
  | "extended"
  | "reminder"
  | "lapsed"
  | "released"
  | "found_again"
  | "digest"
  | "mandate_registered"
  | "mandate_ended"
  | "mandate_given"
  | "account_invitation"
  | "put_to_you"
  | "calendar_warning"
  | "alert_raised"
  | "source_stopped"
  | "source_resumed"
  | "source_drift"
  | "checkpoints_delayed"
  | "checkpoints_resumed"
  | "checkpoint"
  | "forged_part"
  | "disclosed"
  | "new_edition"
  | "permission_asked"
  | "disclosed_many"
  | "still_right"
  | "breach"
  | "recipient_notice"
  | "recipient_reminder"
  | "swept"
  | "source_task"
  | "source_task_reminder"
  | "steward_task"
  | "steward_task_reminder"

const all: Record<Locale, NoticeTexts> = { ky, ru, en }

/** The message in the person's language: subject, plain text, and the short form for SMS. */
export function writeMessage(template: Template, locale: Locale, parameters: Parameters): Message {
  return all[locale][template](parameters)
}
