import type { Locale } from "@/lib/context"
import type { Addressed, Delivery } from "@/lib/notices/carry"
import { writeMessage } from "@/lib/notices/templates"
import type { Text } from "@/lib/policy/text-schema"
import type { Run } from "@/lib/runs/read-run"

/** Where a run's messages go, and what the organisation is called in each language. */
export type RunDelivery = Omit<Delivery, "organisation"> & { organisations: Text }

type Told = { id: string; language: Locale; channel: "email" | "sms"; to: string }

/** The message of a run to one person: the same words for all of a language, with a Message-ID fixed for the channel. */
export function runMessage(
  { template, parameters }: Pick<Run, "template" | "parameters">,
  { appUrl, organisations }: Pick<RunDelivery, "appUrl" | "organisations">,
  { id, language, channel, to }: Told,
): Addressed {
  const { path, ...words } = parameters
  const said = Object.fromEntries(
    Object.entries(words).map(([name, text]) => [name, typeof text === "string" ? text : text[language]]),
  )
  const message = writeMessage(template, language, {
    ...said,
    organisation: organisations[language],
    link: `${appUrl}${path}`,
    host: new URL(appUrl).host,
  })
  return { ...message, to, channel, messageId: `${id}.${channel}@ukuk` }
}

/** The person of a run whom a Message-ID is of, and by which channel; null when it is of another message. */
export function personOfMessage(messageId: string): { person: string; channel: "email" | "sms" } | null {
  const found = /^<?([0-9a-f-]{36})\.(email|sms)@ukuk>?$/.exec(messageId.trim())
  const [, person, channel] = found ?? []
  return person && (channel === "email" || channel === "sms") ? { person, channel } : null
}
