import type { Connector, Identifiers } from "../connector"
import { CONTACT_ENTRY, contactMap, isContact } from "../contact-map"
import { calledBy, provingOf } from "../holdings"
import type { RelationalMap } from "../map-schema"
import type { PlannedOperation } from "../operation"
import { spellings } from "../postgres/connector"
import { plan } from "../postgres/plan"
import { apply, applyAll } from "./apply"
import { count, lastRecorded } from "./count"
import { countTouched, facts, holders, touched } from "./people"
import { planningOf } from "./planning"
import { read, readBinary } from "./read"
import { records } from "./records"
import { openMysql, withMap } from "./source"
import { everybody, findSubjects, identifySubjects } from "./subject"
import { verify } from "./verify"

/**
 * A MariaDB or MySQL database behind the five verbs, over the same data map as PostgreSQL's. `pepper` is a secret of this
 * deployment: hashes and item names depend on it. Throws SourceUnreachable, SourceRefused, Quarantined.
 */
export function mysqlConnector(name: string, map: RelationalMap, url: string, pepper: string): Connector {
  const source = openMysql(name, map, url, pepper)
  const seen = contactMap(map)
  const contacts = seen && withMap(source, seen)
  /** The source as it is for whoever is asked about, and how they are known in it. */
  const about = (identifiers: Identifiers) =>
    contacts && isContact(identifiers)
      ? ([contacts, identifiers.flatMap(spellings)] as const)
      : ([source, identifiers] as const)
  const place = (operations: readonly PlannedOperation[]) =>
    contacts && operations.some(({ entry }) => entry === CONTACT_ENTRY) ? contacts : source
  return {
    name,
    subjectKind: map.subject.kind,
    proves: provingOf(map),
    called: calledBy(map),
    post: map.subject.post ?? null,
    count({ identifiers, ...question }) {
      const [here, known] = about(identifiers)
      return count(here, { ...question, identifiers: known })
    },
    lastRecorded({ identifiers, ...question }) {
      const [here, known] = about(identifiers)
      return lastRecorded(here, { ...question, identifiers: known })
    },
    read({ identifiers, ...question }) {
      const [here, known] = about(identifiers)
      return read(here, { ...question, identifiers: known })
    },
    records({ identifiers, ...question }) {
      const [here, known] = about(identifiers)
      return records(here, { ...question, identifiers: known })
    },
    readBinary: (identifiers, item) => readBinary(...about(identifiers), item),
    plan(identifiers, wanted) {
      const [here, known] = about(identifiers)
      return plan(planningOf(here), known, wanted)
    },
    // The state of the rows themselves says whether an operation was done: a foreign database keeps no memory of ours.
    apply: (operation) => apply(place([operation]), operation),
    applyAll: (operations, _, shown) => applyAll(place(operations), operations, { shown }),
    rehearseAll: (operations, shown) => applyAll(place(operations), operations, { keep: false, shown }),
    verify: (identifiers, operations) => verify(...about(identifiers), operations),
    facts: (names, identifiers) => facts(source, names, identifiers),
    find: (kind, value) => findSubjects(source, kind, value),
    people: (after, most) => everybody(source, after, most),
    holders: (identifiers) => holders(source, isContact(identifiers) ? identifiers.flatMap(spellings) : []),
    countTouched: (scope) => countTouched(source, scope),
    touched: (scope, page) => touched(source, scope, page),
    identify: async (subject) => (await identifySubjects(source, [subject]))[0]?.identifiers ?? [],
    async ping() {
      await source.reading.ask([{ text: "select 1", values: [] }])
    },
    async close() {
      await Promise.all([source.reading.close(), source.writing.close()])
    },
  }
}
