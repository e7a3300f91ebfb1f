import "server-only"
import { cache } from "react"
import { house } from "@/app/_server/house"
import type { RightCode } from "@/lib/policy/rights-schema"
import { hasProved, openReading, type Reading } from "@/lib/records/reading"
import { PORTAL } from "@/lib/sources/map-schema"
import { openTo } from "../open-to"

/**
 * The records of the person signed in, or acted for, as far as this right's page is open to them; and until when they may
 * be shown in full (null: masked).
 */
export const myReading = cache(
  async (right: RightCode = "access"): Promise<{ reading: Reading; fullUntil: Date | null }> => {
    const signed = await openTo(right)
    const reading = await openReading(house(), signed, signed.actor.subjectId)
    if (signed.actor.reach === "contact") {
      // What others gave of their number, and no masks: they came in by a code to that very number.
      const identities = new Map([...reading.identities].filter(([source]) => source !== PORTAL))
      return { reading: { ...reading, identities }, fullUntil: reading.now }
    }
    return { reading, fullUntil: hasProved(signed.actor, reading.now) ? signed.actor.elevatedUntil : null }
  },
)
