import { sql } from "drizzle-orm"
import { asWorker, type Locale } from "@/lib/context"
import type { OpenHouse } from "@/lib/house"
import { Erased } from "@/lib/keys/vault"
import { type Addressed, type Carrier, codeOf, isPutOff, isRefused } from "@/lib/notices/carry"
import type { RunChannel } from "@/lib/notices/runs"
import { openContact } from "@/lib/runs/contact"
import { type RunDelivery, runMessage } from "@/lib/runs/message"
import type { Run } from "@/lib/runs/read-run"
import { type Outcome, settle } from "@/lib/runs/settle"

/** Somebody to be told now, as `guard.claim_run` gives them. */
type Claimed = {
  id: string
  ref: Buffer
  subject_id: string | null
  erased: boolean
  channel: RunChannel
  attempts: number
  language: Locale
  contact: Buffer | null
  logins: { id: string; kind: string; value: string }[]
}

/** Of each channel, where it reaches somebody. */
type Reached = Partial<Record<RunChannel, string>>

/** After this many tries that a carrier put off, the next channel is taken. */
const TRIES = 6

/**
 * Tells the next people of a run and writes what became of it. A crash in between tells them again under the same
 * Message-ID. Returns how many were taken, and whether the carrier takes nothing now: those it did not take wait.
 */
export async function sendBatch(
  house: OpenHouse,
  run: Run,
  { delivery, carrier, most }: { delivery: RunDelivery; carrier: Carrier; most: number },
): Promise<{ taken: number; isAway: boolean }> {
  const claimed = await asWorker(house, "notice-run", null, async (ctx) => {
    const { rows } = await ctx.db.execute<Claimed>(sql`select * from guard.claim_run(${run.id}, ${most})`)
    return rows
  })
  if (claimed.length === 0) return { taken: 0, isAway: false }
  const outcomes = await Promise.all(
    claimed.map((person) =>
      person.erased
        ? gone(person)
        : tellOne(house, run, delivery, carrier, person).catch((error: unknown) => {
            if (error instanceof Erased) return gone(person)
            throw error
          }),
    ),
  )
  await settle(house, run, outcomes)
  return { taken: claimed.length, isAway: outcomes.some(({ isAway }) => isAway) }
}

/** Nobody is left to be told: what was held about them was erased. */
const gone = ({ id, channel }: Claimed): Outcome => ({
  person: id,
  tries: [{ channel, outcome: "gone" }],
  state: "gone",
})

async function tellOne(
  house: OpenHouse,
  run: Run,
  delivery: RunDelivery,
  carrier: Carrier,
  person: Claimed,
): Promise<Outcome> {
  const reached = await reachedBy(house, run, person)
  const tries: Outcome["tries"] = []
  for (const channel of run.channels.slice(run.channels.indexOf(person.channel))) {
    if (channel === "post") return { person: person.id, tries, state: "post", channel }
    const to = reached[channel]
    if (!to) {
      tries.push({ channel, outcome: "no_address" })
      continue
    }
    const fault = await carried(carrier, runMessage(run, delivery, { ...person, channel, to }))
    if (!fault)
      return { person: person.id, tries: [...tries, { channel, outcome: "sent" }], state: "sent", channel }
    const waits = { person: person.id, tries, state: "waiting", channel } as const
    if (!isRefused(fault) && !isPutOff(fault)) return { ...waits, isAway: true }
    if (isPutOff(fault) && person.attempts < TRIES) return { ...waits, afterMinutes: 2 ** person.attempts }
    tries.push({ channel, outcome: isRefused(fault) ? "refused" : "failed", code: codeOf(fault) })
  }
  return { person: person.id, tries, state: "post", channel: "post" }
}

const carried = (carrier: Carrier, message: Addressed): Promise<unknown> =>
  carrier.carry(message).then(
    () => null,
    (error: unknown) => error,
  )

/** Where somebody is reached: by what they sign in with, else by what a source holds. */
async function reachedBy({ vault }: OpenHouse, run: Run, person: Claimed): Promise<Reached> {
  const { subject_id, logins, contact, ref } = person
  if (subject_id && logins.length > 0) {
    const owner = { id: subject_id, purpose: "data" } as const
    const opened = await Promise.all(
      logins.map(async ({ id, kind, value }) => {
        const plain = await vault.open(owner, `account_logins.value|${id}`, Buffer.from(value, "hex"))
        return [kind === "email" ? "email" : "sms", plain.toString()] as const
      }),
    )
    return Object.fromEntries(opened.reverse())
  }
  if (!contact) return {}
  const { email, phone } = await openContact(vault, run.id, ref, contact)
  return { ...(email ? { email } : {}), ...(phone ? { sms: phone } : {}) }
}
