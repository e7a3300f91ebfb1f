import type { Connector } from "../connector"
import { calledBy, provingOf } from "../holdings"
import { apply, applyAll, rehearseAll, verify } from "./apply"
import { openClient } from "./client"
import { count, lastRecorded } from "./count"
import { facts } from "./facts"
import type { HttpMap } from "./map"
import { countTouched, everybody, find, identify, touched } from "./people"
import { plan } from "./plan"
import { read, readBinary } from "./read"
import { type HttpSource, has } from "./source"

/**
 * A system that implements the published source contract, behind the verbs of every source. `secret` signs both ways. Nothing
 * it answers is taken on trust: signature, shape, whose it is, and whether it adds up. Throws SourceUnreachable,
 * SourceRefused, Quarantined.
 */
export function httpConnector(
  name: string,
  map: HttpMap,
  url: string,
  secret: string,
  /** The longest answer in bytes, where it is not the contract's own. */
  most: { largest?: number } = {},
): Connector {
  const ask = openClient({ ...{ source: name, url, secret, seconds: map.limits.seconds }, ...most })
  const source: HttpSource = { name, map, ask, cursors: new Map() }
  return {
    name,
    subjectKind: map.subject.kind,
    proves: provingOf(map),
    called: calledBy(map),
    post: map.subject.post ?? null,
    count: (question) => count(source, question),
    lastRecorded: (question) => lastRecorded(source, question),
    read: (question) => read(source, question),
    readBinary: (identifiers, item) => readBinary(source, identifiers, item),
    plan: (identifiers, wanted) => plan(source, identifiers, wanted),
    apply: (operation, key) => apply(source, operation, key),
    applyAll: (operations, key) => applyAll(source, operations, key),
    ...(has(source, "rehearse") ? { rehearseAll: (operations) => rehearseAll(source, operations) } : {}),
    verify: (identifiers, operations) => verify(source, identifiers, operations),
    facts: (names, identifiers) => facts(source, names, identifiers),
    find: (kind, value) => find(source, kind, value),
    people: (after, most) => everybody(source, after, most),
    // What customers say of others stands under the customers, and is not looked up across them.
    holders: async () => [],
    countTouched: (scope) => countTouched(source, scope),
    touched: (scope, page) => touched(source, scope, page),
    identify: (subject) => identify(source, subject),
    async ping() {
      await ask("about", {})
    },
    async close() {
      source.cursors.clear()
    },
  }
}
