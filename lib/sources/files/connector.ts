import { fileURLToPath } from "node:url"
import type { Connector } from "../connector"
import { SourceRefused } from "../failures"
import { calledBy, provingOf } from "../holdings"
import { apply, applyAll, verify } from "./apply"
import { type FilesSource, inExport, retire } from "./export"
import type { FilesMap } from "./map"
import { find } from "./people"
import { plan } from "./plan"
import { count, lastRecorded, read } from "./read"
import { countTouched, everybody, identify, touched } from "./touched"

/**
 * A system that leaves what it holds as CSV in a folder and takes orders from there, behind the verbs of every source.
 * Nothing of a file is used before all of it was looked at. Throws SourceUnreachable, SourceRefused, Quarantined.
 */
export function filesConnector(name: string, map: FilesMap, url: string, pepper: string): Connector {
  if (!url.startsWith("file:///"))
    throw new SourceRefused(name, "has no folder for an address, such as file:///srv/drop")
  const folder = { source: name, path: fileURLToPath(url) }
  const source: FilesSource = { name, map, folder, pepper, last: { kept: null } }
  return {
    name,
    subjectKind: map.subject.kind,
    proves: provingOf(map),
    called: calledBy(map),
    post: map.subject.post ?? null,
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
    find: (kind, value) => inExport(source, (exported) => find(source, exported, kind, value)),
    people: (after, most) => everybody(source, after, most),
    holders: async () => [],
    countTouched: (scope) => countTouched(source, scope),
    touched: (scope, page) => touched(source, scope, page),
    identify: (key) => identify(source, key),
    async ping() {
      await inExport(source, async () => undefined)
    },
    close: () => retire(source),
  }
}
