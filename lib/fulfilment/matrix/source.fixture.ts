import type pg from "pg"
import type { OpenHouse } from "@/lib/house"
import type { KnownAs } from "@/lib/people/new-account"
import type { SourceMap } from "@/lib/sources/map-schema"
import type { Cluster } from "@/lib/testing/cluster.fixture"
import type { NetProxy } from "@/lib/testing/proxy.fixture"
import type { Case, Hall } from "./hall.fixture"
import type { Strikes } from "./strike.fixture"

/** What the portal lies in: its server, the owner's connection, and the door the worker comes through. */
export type Portal = { cluster: Cluster; owner: pg.Pool; door: NetProxy }

export type Added = { subjectId: string; knownAs: KnownAs[] }

/** One kind of source under faults: a source of its own, people in it who are all alike, and what can be done to it. */
export type Source = Held & (Reached | { strikes: Strikes })

type Held = {
  /** As the data map calls it. */
  name: string
  /** Its part of the data map; the portal's own data has none. */
  map: SourceMap | null
  /** What else its part of the data map needs there. */
  beside?: Readonly<Record<string, SourceMap>>
  /** Its address by the map's variable: the test's way to it, and the worker's through the proxy. */
  connections: Readonly<Record<string, string>>
  proxied: Readonly<Record<string, string>>
  secrets: Readonly<Record<string, string>>
  /** Where no network leads to it, the one to the portal's own data. */
  proxy: NetProxy
  /** What people ask to be erased; everything, where nothing is said. */
  categories?: readonly string[]
  /** Furnishes one more person, like every other but for the number, and says as whom the portal knows them. */
  add(n: number, house: OpenHouse): Promise<Added>
  /** What the source holds of that person, without what differs between people. */
  held(n: number, subjectId: string): Promise<unknown>
  /** Where it is asked to do something: what was asked about that person, and how it was answered. */
  asked?(n: number, subjectId: string): Promise<unknown>
  /** What was asked is done and answered; called again and again while a part is waited for. */
  respond?(hall: Hall): Promise<void>
  /** Whose duty it is by now that a part goes on, as the duty is called; null while it is nobody's. */
  dutyOf?(found: Case): Promise<string | null>
  close(): Promise<void>
}

/** What is done over a network to a source that has processes of its own. */
export type Reached = {
  /** All processes of the source at once; then the same source again. */
  kill(): Promise<void>
  restart(): Promise<void>
  /** Takes from the portal what it may do there; the result gives it back. */
  deny(): Promise<() => Promise<void>>
  /** Makes it slower than it may be, other than by silence; the result ends that. */
  hold?(subjectId: string): Promise<() => Promise<void>>
}

/** Opens a source of a kind. */
export type Kind = (portal: Portal) => Promise<Source>
