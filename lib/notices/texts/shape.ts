import type { Parameters, Template } from "@/lib/notices/templates"

export type Message = {
  subject: string
  text: string
  sms: string
  /** A file that goes with an e-mail. */
  attachment?: { name: string; text: string }
}

/** Every message of one language: subject, plain text, and the short form for SMS. */
export type NoticeTexts = Record<Template, (p: Parameters) => Message>

export const plain = (subject: string, text: string, sms: string): Message => ({ subject, text, sms })
