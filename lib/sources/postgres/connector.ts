import type { Connector } from "../connector"
import { calledBy, type SourceMap } from "../map-schema"
import { apply, applyAll } from "./apply"
import { count } from "./count"
import { facts } from "./fact"
import { lastRecorded } from "./last-recorded"
import { plan } from "./plan"
import { read, readBinary } from "./read"
import { openPostgres } from "./source"
import { findSubjects, identifySubject } from "./subject"
import { verify } from "./verify"

/**
 * A PostgreSQL database behind the five verbs. `pepper` is a secret of this deployment: hashes and item names depend on
 * it, so it must stay the same between a plan and its execution. Throws SourceUnreachable, SourceRefused, Quarantined.
 */
export function postgresConnector(name: string, map: SourceMap, url: string, pepper: string): Connector {
  const source = openPostgres(name, map, url, pepper)
  return {
    name,
    subjectKind: map.subject.kind,
    called: calledBy(map),
    count: (question) => count(source, question),
    lastRecorded: (question) => lastRecorded(source, question),
    read: (question) => read(source, question),
    readBinary: (identifiers, item) => readBinary(source, identifiers, item),
    plan: (identifiers, wanted) => plan(source, identifiers, wanted),
    // The state of the rows themselves says whether an operation was done: a foreign database keeps no memory of ours.
    apply: (operation) => apply(source, operation),
    applyAll: (operations) => applyAll(source, operations),
    verify: (identifiers, operations) => verify(source, identifiers, operations),
    facts: (names, identifiers) => facts(source, names, identifiers),
    find: (kind, value) => findSubjects(source, kind, value),
    identify: (subject) => identifySubject(source, subject),
    async ping() {
      await source.reading.ask([{ text: "select 1", values: [] }])
    },
    async close() {
      await Promise.all([source.reading.close(), source.writing.close()])
    },
  }
}
