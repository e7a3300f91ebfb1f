import type { OpenHouse } from "@/lib/house"
import type { Connector } from "@/lib/sources/connector"

type Verbs = Pick<Connector, "applyAll" | "verify" | "ping">
type Around = { [V in keyof Verbs]?: (work: () => ReturnType<Verbs[V]>) => ReturnType<Verbs[V]> } & {
  /** It cannot take anything back. */
  rehearseAll?: null
}

/** The same house, with something of the test's around what one source does and answers. */
export const around = (
  house: OpenHouse,
  name: string,
  { applyAll, verify, ping, rehearseAll }: Around,
): OpenHouse => ({
  ...house,
  sourcesOf(inForce) {
    const sources = house.sourcesOf(inForce)
    const of = (asked: string): Connector =>
      new Proxy(sources.of(asked), {
        get(target, verb: keyof Connector) {
          if (asked === name && verb === "applyAll" && applyAll)
            return (...given: Parameters<Verbs["applyAll"]>) => applyAll(() => target.applyAll(...given))
          if (asked === name && verb === "verify" && verify)
            return (...given: Parameters<Verbs["verify"]>) => verify(() => target.verify(...given))
          if (asked === name && verb === "ping" && ping) return () => ping(() => target.ping())
          if (asked === name && verb === "rehearseAll" && rehearseAll === null) return undefined
          return Reflect.get(target, verb)
        },
      })
    return { ...sources, of }
  },
})
