import type { Connector } from "../connector"
import { SourceRefused } from "../failures"
import { apply, applyAll, verify } from "./apply"
import { plan } from "./plan"
import { count, lastRecorded, read } from "./read"
import type { ManualSource } from "./standing"

/**
 * What people keep, behind the verbs of every source: it says what is held, asks whoever is to do something, and rests on
 * what they state. `base` is the source whose people are in it. Throws what that source throws.
 */
export function manualConnector(source: ManualSource): Connector {
  const { name, map, base } = source
  return {
    name,
    subjectKind: map.subject.kind,
    proves: [],
    called: [],
    post: null,
    byHand: true,
    count: (question) => count(source, question),
    lastRecorded: (question) => lastRecorded(source, question),
    read: (question) => read(source, question),
    readBinary: async () => null,
    plan: (identifiers, wanted) => plan(source, identifiers, wanted),
    apply: (operation, key) => apply(source, operation, key),
    applyAll: (operations, key) => applyAll(source, operations, key),
    verify: (identifiers, operations) => verify(source, identifiers, operations),
    async facts(names) {
      if (names.length > 0) throw new SourceRefused(name, "answers no such question")
      return []
    },
    find: (kind, value) => base().find(kind, value),
    // They are those of the other source, found there.
    people: async () => [],
    holders: async () => [],
    countTouched: async () => 0,
    touched: async () => [],
    identify: (subject) => base().identify(subject),
    ping: () => base().ping(),
    close: async () => undefined,
  }
}
