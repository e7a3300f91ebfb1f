import { afterEach, beforeEach, expect, it, vi } from "vitest"
import type { Connector } from "@/lib/sources/connector"
import { SourceUnreachable } from "@/lib/sources/failures"
import { askPromptly, lastFailureOf, promptly } from "./ask-sources"

/** Sources that answer with their name after so many milliseconds; Infinity: never. */
const known = (takes: Record<string, number>) => ({
  identities: new Map(Object.keys(takes).map((name) => [name, [{ kind: "customer_id", value: "1" }]])),
  sources: {
    all: () => Object.keys(takes).map((name) => ({ name }) as Connector),
    of: (name: string) => ({ name }) as Connector,
    close: async () => undefined,
  },
  question: ({ name }: Connector) =>
    new Promise<string>((resolve) => {
      const ms = takes[name] ?? 0
      if (ms < Number.POSITIVE_INFINITY) setTimeout(() => resolve(name), ms)
    }),
})

const ask = (takes: Record<string, number>) => {
  const { question, ...reading } = known(takes)
  const began = Date.now()
  return askPromptly(reading, question).then((found) => ({ ...found, ms: Date.now() - began }))
}

/** The answer once time went on so far. */
const after = async <T>(ms: number, work: Promise<T>): Promise<T> => {
  await vi.advanceTimersByTimeAsync(ms)
  return work
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it("a page goes out with what usual answers take; whoever is late follows, and holds up no page until it answered", async () => {
  for (let n = 0; n < 3; n += 1)
    expect(await after(20, ask({ loans: 10, cards: 20 }))).toMatchObject({ later: null, ms: 20 })
  const first = await after(1_000, ask({ loans: 10, cards: 1_500 }))
  expect(first).toMatchObject({
    ms: 1_000,
    soon: { answers: ["loans"], silent: [] },
    later: { sources: ["cards"] },
  })
  expect(await after(10, ask({ loans: 10, cards: 1_500 }))).toMatchObject({
    ms: 10,
    soon: { answers: ["loans"] },
  })
  expect(await after(500, first.later?.rest ?? Promise.reject())).toEqual({ answers: ["cards"], silent: [] })
  await vi.advanceTimersByTimeAsync(1_000)
  expect(await after(20, ask({ loans: 10, cards: 20 }))).toMatchObject({
    ms: 20,
    soon: { answers: ["loans", "cards"] },
    later: null,
  })
})

it("whoever takes long by nature is waited for by no page, and follows each", async () => {
  expect(await after(800, ask({ loans: 10, bureau: 800 }))).toMatchObject({ later: null, ms: 800 })
  const next = await after(10, ask({ loans: 10, bureau: 800 }))
  expect(next).toMatchObject({ ms: 10, later: { sources: ["bureau"] } })
  expect((await after(790, next.later?.rest ?? Promise.reject())).answers).toEqual(["bureau"])
})

it("whoever never answers is named with since when; what fails at once is named on the page itself", async () => {
  const { later } = await after(2_000, ask({ loans: 10, files: Number.POSITIVE_INFINITY }))
  const silent = [{ source: "files", since: expect.any(Date) }]
  expect(await after(4_000, later?.rest ?? Promise.reject())).toEqual({ answers: [], silent })
  const { question, ...reading } = known({ loans: 10, paper: 0 })
  const failing = askPromptly(reading, (source) =>
    source.name === "paper"
      ? Promise.reject(new SourceUnreachable("paper", "does not answer"))
      : question(source),
  )
  expect(await after(10, failing)).toMatchObject({
    soon: { answers: ["loans"], silent: [{ source: "paper" }] },
    later: null,
  })
  const { sentence } = lastFailureOf("paper") ?? {}
  expect(sentence).toBe("paper: does not answer")
  await after(10, ask({ loans: 10, paper: 0 }))
  expect([lastFailureOf("paper")?.sentence, lastFailureOf("loans")]).toEqual([sentence, null])
  await expect(askPromptly(reading, () => Promise.reject(new Error("ours")))).rejects.toThrow("ours")
})

it("an answer that needs several sources is done without until the last is there", async () => {
  const whole = new Promise<string>((resolve) => setTimeout(() => resolve("sure"), 3_000))
  const found = await after(2_000, promptly(["registry", "ledger"], whole, "unsure"))
  expect(found.soon).toBe("unsure")
  expect(await after(1_000, found.later?.rest ?? Promise.reject())).toBe("sure")
  expect(await promptly([], Promise.resolve("sure"), "unsure")).toEqual({ soon: "sure", later: null })
})
