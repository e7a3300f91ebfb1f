import { expect } from "vitest"
import { Quarantined, SourceUnreachable } from "../failures"
import type { Telling } from "./trial.fixture"

/** How long a source that is away may hold up whoever asks, in milliseconds. */
const PATIENCE = 12_000

/** Failing: of what goes wrong nothing reaches the person, and nobody waits for long. */
export function tellFailing({ story, storyOf }: Telling): void {
  storyOf(
    "mistaken",
    "shows nothing where the source answers about somebody else",
    async ({ connector }, mistaken) => {
      const identifiers = await mistaken()
      await expect(connector.count({ identifiers })).rejects.toThrow(Quarantined)
      await expect(connector.read({ identifiers })).rejects.toThrow(Quarantined)
      await expect(connector.lastRecorded({ identifiers })).rejects.toThrow(Quarantined)
      await expect(connector.plan(identifiers, [])).rejects.toThrow(Quarantined)
      await expect(connector.verify(identifiers, [])).rejects.toThrow(Quarantined)
      const failure = await connector.count({ identifiers }).catch((error: unknown) => error)
      for (const { value } of identifiers.filter((each) => each.value.length > 4))
        expect(String(failure)).not.toContain(value)
    },
  )

  storyOf("away", "says in time that it does not answer", async ({ somebody }, away) => {
    const { identifiers } = await somebody()
    const connector = await away()
    const began = Date.now()
    await expect(connector.ping()).rejects.toThrow(SourceUnreachable)
    await expect(connector.count({ identifiers })).rejects.toThrow(SourceUnreachable)
    await expect(connector.read({ identifiers })).rejects.toThrow(SourceUnreachable)
    expect(Date.now() - began).toBeLessThan(PATIENCE)
    await connector.close()
  })

  story("answers a sign of life", async ({ connector }) => {
    await expect(connector.ping()).resolves.toBeUndefined()
  })
}
