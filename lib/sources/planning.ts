import type { Identifiers, RowKey } from "./connector"
import type { RelationalMap } from "./map-schema"
import type { Catalog } from "./postgres/catalog"
import type { Going, Many, Order, Reference } from "./postgres/guards"
import type { Meant } from "./postgres/meant"
import type { Draft } from "./postgres/shape-parts"
import type { State } from "./postgres/statement"
import type { Survey, SurveyRow } from "./postgres/survey"

/** A source of tables, as far as its map tells of it without a question. */
export type Mapped = { readonly name: string; readonly map: RelationalMap }

/** What is looked at of a person's rows: in which entries, of which with their digest, and in which they may come as spans. */
export type Looking = {
  readonly names: readonly string[]
  readonly whole: ReadonlySet<string>
  /** Entries whose rows may come as spans, where they are too many to be named. */
  readonly spanning: ReadonlySet<string>
}

/** What planning asks of a source of tables, whatever SQL it speaks. Nothing is changed by it. */
export type Planning = Mapped & {
  /** Whether fields of a row that others may share can lose their values while the person's own row stays. */
  readonly emptiesShared: boolean
  catalog(): Promise<Catalog>
  /**
   * The source's keys of the person, and those under which something of theirs may lie; throws Quarantined. `next`: what
   * will be looked at then, where a source can look at once.
   */
  meantBy(identifiers: Identifiers, next: Looking | null): Promise<Meant>
  /** Which rows and items a person has in some entries. */
  survey(owner: string, looking: Looking): Promise<Map<string, Survey>>
  /** Every row that refers to rows that are to go; rows of `many` that go before what they refer to are left out. */
  references(going: readonly Going[], many: readonly Many[], isBefore: Order): Promise<Reference[]>
  /** The operations of a purpose the person's marks already forbid. */
  stopped(owner: string, purpose: string): Promise<string[]>
  /** The agreements of the map's closing of that index that are still in force. */
  open(index: number, owner: string, purpose: string): Promise<RowKey[]>
  /** Whether somebody else has the shared row behind a row of the entry too. */
  hasOthers(entryName: string, row: SurveyRow): Promise<boolean>
  /** How the rows of each group of operations stand, one state per operation. */
  states(groups: readonly Draft[][]): Promise<State[][]>
  /**
   * Tries a change and takes it back: the hash its rows have then, or null where it is the one promised. Throws where
   * the columns cannot hold it.
   */
  tryOut(draft: Draft): Promise<string | null>
}
