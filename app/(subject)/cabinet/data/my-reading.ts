import "server-only"
import { cache } from "react"
import { house } from "@/app/_server/house"
import { missing } from "@/app/_server/missing"
import { signedSubject } from "@/app/_server/session"
import { may } from "@/lib/permissions"
import { hasProved, openReading, type Reading } from "@/lib/records/reading"
import { PORTAL } from "@/lib/sources/map-schema"

/** The signed-in person's own records, and until when they may be shown in full (null: masked). */
export const myReading = cache(async (): Promise<{ reading: Reading; fullUntil: Date | null }> => {
  const signed = await signedSubject()
  if (!may(signed.actor, "data.read")) missing()
  const reading = await openReading(house(), signed, signed.actor.subjectId)
  if (signed.actor.reach === "contact") {
    // What others gave of their number, and no masks: they came in by a code to that very number.
    const identities = new Map([...reading.identities].filter(([source]) => source !== PORTAL))
    return { reading: { ...reading, identities }, fullUntil: reading.now }
  }
  return { reading, fullUntil: hasProved(signed.actor, reading.now) ? signed.actor.elevatedUntil : null }
})
