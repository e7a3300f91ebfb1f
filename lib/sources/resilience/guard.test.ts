import { afterEach, beforeEach, expect, it, vi } from "vitest"
import type { Connector } from "../connector"
import { SourceBusy, SourceRefused, SourceResting, SourceSlow, SourceUnreachable } from "../failures"
import type { AppliedAll } from "../operation"
import type { BreakerState } from "./breaker"
import { openGuard } from "./guard"
import { asOneJob } from "./lane"

/** What a source does next; each call takes the next of them, the last one for ever. */
type Does = () => Promise<unknown>
const fails: Does = () => Promise.reject(new SourceUnreachable("cards", "does not answer"))
const refuses: Does = () => Promise.reject(new SourceRefused("cards", "refused", "42501"))
const hangs: Does = () => new Promise(() => undefined)
const answers: Does = () => Promise.resolve([])

/** A source whose every verb does as it is told, and counts. */
function sourceThat(name: string, ...does: Does[]) {
  const asked: string[] = []
  const next = (verb: string) => () => {
    asked.push(verb)
    return ((does.length > 1 ? does.shift() : does[0]) ?? answers)()
  }
  const verbs = ["find", "ping", "applyAll"] as const
  const source = Object.fromEntries(verbs.map((verb) => [verb, next(verb)]))
  return { asked, does, source: { name, ...source } as unknown as Connector }
}

const LIMITS = { seconds: 2, connections: 2 }
const settle = (work: Promise<unknown>) =>
  work.then(
    () => "answered",
    (error: unknown) => (error instanceof Error ? error.name : "?"),
  )

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it("a source that hangs is asked so many questions and no more, and delays no other", async () => {
  const guard = openGuard()
  const cards = guard.around(sourceThat("cards", hangs).source, LIMITS)
  const loans = guard.around(sourceThat("loans", answers).source, LIMITS)
  const waiting = Array.from({ length: 34 }, () => settle(cards.find("pin", "1")))
  await expect(cards.find("pin", "1")).rejects.toThrow(SourceBusy)
  expect(await settle(loans.find("pin", "1"))).toBe("answered")
  await vi.advanceTimersByTimeAsync(6_000)
  expect(await Promise.all(waiting.slice(0, 2))).toEqual(["SourceSlow", "SourceSlow"])
  await vi.advanceTimersByTimeAsync(12_000)
  // Five failures in a row: whoever still waits is answered at once.
  expect(new Set(await Promise.all(waiting.slice(6)))).toEqual(new Set(["SourceResting"]))
})

it("a source that failed five times rests; a sign of life is asked after longer and longer pauses, and opens it", async () => {
  const heard: BreakerState[] = []
  const { source, asked, does } = sourceThat("cards", fails)
  const guard = openGuard({ moved: (state) => heard.push(state) })
  const cards = guard.around(source, LIMITS)
  for (let n = 0; n < 5; n += 1) {
    const answer = settle(cards.find("pin", "1"))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await answer).toBe("SourceUnreachable")
  }
  const resting = await cards.find("pin", "1").catch((error: unknown) => error)
  expect(resting).toBeInstanceOf(SourceResting)
  expect(asked.filter((verb) => verb === "ping")).toEqual([])
  const since = heard[0]?.resting?.since
  expect(since).toBeInstanceOf(Date)
  await vi.advanceTimersByTimeAsync(5_001)
  expect(asked.filter((verb) => verb === "ping")).toHaveLength(1)
  expect(heard).toMatchObject([{ source: "cards" }, { resting: { since } }])
  does.splice(0, 1, answers)
  await vi.advanceTimersByTimeAsync(10_001)
  expect(heard.at(-1)).toEqual({ source: "cards", resting: null })
  expect(await settle(cards.find("pin", "1"))).toBe("answered")
})

it("a question whose connection broke is asked again, a change never; what is refused is refused once", async () => {
  const guard = openGuard()
  const reading = sourceThat("cards", fails, fails, answers)
  const read = settle(guard.around(reading.source, LIMITS).find("pin", "1"))
  await vi.advanceTimersByTimeAsync(1_000)
  expect([await read, reading.asked.length]).toEqual(["answered", 3])
  const writing = sourceThat("loans", fails, answers)
  expect(await settle(guard.around(writing.source, LIMITS).applyAll([], "key"))).toBe("SourceUnreachable")
  const refusing = sourceThat("logs", refuses)
  const logs = guard.around(refusing.source, LIMITS)
  for (let n = 0; n < 6; n += 1) expect(await settle(logs.find("pin", "1"))).toBe("SourceRefused")
  expect([writing.asked.length, refusing.asked.length]).toEqual([1, 6])
})

it("a change that takes too long is told so, and keeps nobody else from the source", async () => {
  const { source, does } = sourceThat("cards", hangs)
  const cards = openGuard().around(source, LIMITS)
  for (let n = 0; n < 6; n += 1) {
    const change: Promise<AppliedAll> = cards.applyAll([], "key")
    const answer = settle(change)
    await vi.advanceTimersByTimeAsync(24_001)
    expect(await answer).toBe(SourceSlow.name)
  }
  does.splice(0, 1, answers)
  expect(await settle(cards.find("pin", "1"))).toBe("answered")
})

it("so many jobs are in a source at a time; another waits while answers come, and hears at once where none do", async () => {
  const guard = openGuard({ jobs: 1 })
  const { source, asked } = sourceThat("cards", hangs)
  const cards = guard.around(source, { seconds: 20, connections: 4 })
  const ask = () => settle(asOneJob(() => cards.find("pin", "1")))
  const first = settle(asOneJob(() => Promise.all([cards.find("pin", "1"), cards.find("phone", "2")])))
  const second = ask()
  await vi.advanceTimersByTimeAsync(2_001)
  expect([await second, await ask(), asked.length]).toEqual(["SourceBusy", "SourceBusy", 2])
  await vi.advanceTimersByTimeAsync(60_000)
  expect([await first, asked.length]).toEqual(["SourceSlow", 2])
  const slow = sourceThat("loans", () => new Promise((answer) => setTimeout(answer, 1_500)))
  const loans = guard.around(slow.source, LIMITS)
  const all = [1, 2, 3].map((n) => settle(asOneJob(() => loans.find("pin", `${n}`))))
  await vi.advanceTimersByTimeAsync(4_501)
  expect(await Promise.all(all)).toEqual(["answered", "answered", "answered"])
})
