import { afterAll, beforeAll, describe, test } from "vitest"
import type { Connector, Identifiers, Item } from "../connector"

/**
 * One conformance suite for every connector. A kind of source brings a `Trial`: a source of its own with people in it, and
 * by hand what a story needs to know or to do behind the connector's back. `conforms` in `suite.fixture.ts` tells the same
 * stories over it:
 *
 *   conforms("PostgreSQL", openTrial)
 *   conforms("paper archive", openTrial, { stop: "nothing there is used by a program" })
 *
 * A part of a trial that a kind of source cannot have is named in the third argument with the reason: its stories are
 * skipped under that reason, so that they are named and counted. A part neither given nor named fails.
 */
export type Trial = Core & Partial<Parts>

type Core = {
  readonly connector: Connector
  /** Somebody the source holds data of, in every category that the parts name: another one each time. */
  somebody(): Promise<Person>
  /** Some of what is held of them, worked out without the connector: all items of these categories. */
  truth(person: Person): Promise<readonly Datum[]>
  /** Known by an identifier that the source has nobody under. */
  readonly nobody: Identifiers
  close(): Promise<void>
}

/** Somebody in the source, by its own key. */
export type Person = { readonly identifiers: Identifiers; readonly key: string }
export type Datum = Pick<Item, "category" | "field" | "value">

type Fact = { readonly name: string; readonly of: Identifiers; readonly value: true | false | "unknown" }

/** Whether it is restricted, by the source itself; `corrected`: a field that can be corrected meanwhile, and to what. */
type Restrictable = {
  readonly category: string
  readonly corrected?: { readonly field: string; readonly value: string }
  isRestricted(person: Person): Promise<boolean>
}

type Parts = {
  /** One identifier of two people or more, and the source's keys of them, sorted. */
  shared: { readonly kind: string; readonly value: string; readonly keys: readonly string[] }
  /** Lets the source answer about somebody else than it is asked; how they are asked about. */
  mistaken(): Promise<Identifiers>
  /** A category with an item whose bytes are fetched alone. */
  binary: { readonly category: string; bytes(person: Person): Promise<Uint8Array> }
  /** One fact that holds, one that does not, one nobody can tell. */
  facts: readonly Fact[]
  /** The keys of everybody in the source, in its order. */
  everybody(): Promise<readonly string[]>
  /** A category of which people can be counted and listed, and the keys of everybody it is held of. */
  touched: { readonly category: string; keys(): Promise<readonly string[]> }
  /** A category that can be erased, of which `truth` tells all; its rows made differ, or come back. */
  erase: {
    readonly category: string
    disturb(person: Person): Promise<void>
    putBack(person: Person): Promise<void>
  }
  /** Lets a person's own row go behind the connector's back, and leaves something of `erase` under their key. */
  leftover: { leave(person: Person): Promise<void> }
  /** A field of one item that can be corrected, to this value. */
  correct: { readonly category: string; readonly field: string; readonly value: string }
  /** A category that can be restricted; `others`: the same people by maps that restrict in other ways. */
  restrict: Restrictable & { readonly others?: readonly (Restrictable & { readonly connector: Connector })[] }
  /** A purpose that can be stopped; whether it is, by the source itself. */
  stop: { readonly purpose: string; isStopped(person: Person): Promise<boolean> }
  /** The same source where nothing answers at its address, or nothing in time. */
  away(): Promise<Connector>
}
export type Part = keyof Parts

/** Why a kind of source has no such part, in words. */
export type Lacks = Partial<Record<Part, string>>

type Tell = (trial: Trial) => Promise<void>
export type Telling = {
  /** A story of every source. */
  story(name: string, tell: Tell): void
  /** A story of the sources that have this part. */
  storyOf<P extends Part>(
    part: P,
    name: string,
    tell: (trial: Trial, part: NonNullable<Trial[P]>) => Promise<void>,
  ): void
}

/** Opens one trial and tells it all stories. */
export function tellAll(
  kind: string,
  open: () => Promise<Trial>,
  lacks: Lacks,
  stories: readonly ((telling: Telling) => void)[],
): void {
  describe(`${kind} conforms`, () => {
    let trial: Trial | undefined
    beforeAll(async () => {
      trial = await open()
    })
    afterAll(() => trial?.close())
    const opened = (): Trial => {
      if (!trial) throw new Error(`${kind} did not open`)
      return trial
    }
    const story: Telling["story"] = (name, tell) => test(name, () => tell(opened()))
    const storyOf: Telling["storyOf"] = (part, name, tell) => {
      const why = lacks[part]
      if (why !== undefined) return test.skip(`${name} (does not apply: ${why})`)
      test(name, async () => {
        const has = opened()[part]
        if (has === undefined) throw new Error(`${kind} neither has "${part}" nor says why not`)
        await tell(opened(), has)
      })
    }
    for (const each of stories) each({ story, storyOf })
  })
}
