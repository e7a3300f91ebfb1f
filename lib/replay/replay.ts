import { asWorker } from "@/lib/context"
import { isEntry } from "@/lib/erasures/line"
import { allLines } from "@/lib/erasures/register-file"
import { registerOf, stateOfHouse } from "@/lib/erasures/state"
import type { OpenHouse } from "@/lib/house"
import { log, logFault } from "@/lib/log"
import { inForce } from "@/lib/policy/editions"
import { inSource, type Run, type SourceReport } from "@/lib/replay/in-source"
import { knownHere, windows } from "@/lib/replay/people"
import { endConsentAgain, forgetAgain } from "@/lib/replay/redo"
import { type Lifted, noteLifted } from "@/lib/replay/wishes"
import { PORTAL } from "@/lib/sources/map-schema"

/** What a replay found and did; `portal`: people whose ended consents or ended case file had come back. */
export type Replayed = { dry: boolean; lines: number; portal: number; sources: SourceReport[] }

/** Whether all that came back is gone again. */
export const isWhole = ({ sources }: Replayed): boolean => sources.every(({ failed }) => failed === 0)

/**
 * Does again what the register says was done, wherever it came undone: in the portal and in its sources, or in one source,
 * of which the portal is one.
 * Killed and run again, it finds the rest. Throws SourceUnreachable when a source does not answer, RegisterFault when the
 * register is damaged.
 */
export async function replay(
  house: OpenHouse,
  { dry = false, source }: { dry?: boolean; source?: string } = {},
): Promise<Replayed> {
  await stateOfHouse(house)
  const { lines, lifted } = await overview(house)
  const held = await asWorker(house, "replay", null, (ctx) => inForce(ctx.db))
  const run: Run = { house, held, lifted, dry }
  const isPortal = source === undefined || source === PORTAL
  const report: Replayed = { dry, lines, portal: isPortal ? await inPortal(run) : 0, sources: [] }
  // No backup brings papers back.
  for (const each of house
    .sourcesOf(held)
    .all()
    .filter(({ byHand }) => !byHand))
    if (source === undefined || each.name === source) report.sources.push(await inSource(run, each))
  return report
}

/** Reads the register through once: that all of it holds is known before anything is done by it. */
async function overview(house: OpenHouse): Promise<{ lines: number; lifted: Lifted }> {
  const lifted: Lifted = new Map()
  let lines = 0
  for await (const line of allLines(registerOf(house))) {
    lines += 1
    if (isEntry(line)) noteLifted(lifted, line)
  }
  return { lines, lifted }
}

async function inPortal({ house, held, dry }: Run): Promise<number> {
  let back = 0
  for await (const window of windows(house)) {
    const known = await knownHere(house, window)
    for (const line of window) {
      const subject = known.get(line.body.people.portal?.[0] ?? "")
      if (!subject) continue
      if (line.kind === "consent_ended" && (await endConsentAgain(house, held, subject, line, dry))) back += 1
      if (line.kind === "forgotten" && (await forgetAgain(house, subject, dry))) back += 1
    }
  }
  return back
}

/**
 * The nightly look at sources restored from a back-up of their own, which nobody may have said, and at a portal whose keys
 * were: what came back goes again. A source that is away is looked at the next night; the others are not kept waiting by it.
 */
export async function replayRound(house: OpenHouse): Promise<void> {
  const held = await asWorker(house, "replay", null, (ctx) => inForce(ctx.db))
  for (const { name } of house.sourcesOf(held).all()) {
    const report = await replay(house, { source: name }).catch((error: unknown) => {
      logFault("replay", error, { ref: name })
      return null
    })
    const [counts] = report?.sources ?? []
    if (report && report.portal + (counts?.found ?? 0) + (counts?.doubtful ?? 0) > 0)
      log("erasures.came_back", { ref: name })
  }
}
